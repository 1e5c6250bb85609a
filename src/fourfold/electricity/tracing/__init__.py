"""From a grid state to consumption-based factors: mixing, coupling, losses, storage, origins, residual mix."""
