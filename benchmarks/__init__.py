"""What the hub manages on this machine: measured, never asserted."""
