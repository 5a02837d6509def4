"""What the centre steers by: need against supply, gaps, the chain of language support, funds to come, the network. Pure."""
