package fc

// Limits of a function's own environment variables (D/047, S/09): together,
// names and values, and a prefix that the platform keeps for itself.
const (
	MaxEnvironment    = 4 << 10 // bytes
	ReservedVariables = "FC_"
)
