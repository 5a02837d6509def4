"""Real servers on the loopback interface for tests: each on a free port, started and stopped by the test itself."""
