"""The verb "invent": a believable city for the demo, its returns month by month, and the mistakes people make."""
