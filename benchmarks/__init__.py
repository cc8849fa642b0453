"""Speed and memory, measured side by side with the peers in one process; figures are ratios of minima over rounds."""
