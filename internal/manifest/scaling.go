package manifest

import (
	"math"
	"time"
)

// idleTimeout is for how long an instance without a call stays (delayed release,
// https://help.aliyun.com/zh/functioncompute/fc/user-guide/configure-delayed-release-of-elastic-instances).
// No text names its unit; all other times of the API are in seconds. 0 means that
// s.yaml says nothing.
func (r *reader) idleTimeout() time.Duration { return r.seconds("idleTimeout", 0, 0, optional) }

// minInstances is how many instances are there whether calls come or not: the
// minimum of scalingConfig, or the provisioned instances of provisionConfig.
func (r *reader) minInstances() int {
	least := 0
	for _, key := range []string{"scalingConfig.minInstances", "provisionConfig.defaultTarget", "provisionConfig.target"} {
		least = max(least, r.whole(key, 0, math.MaxInt32, 0, optional))
	}
	return least
}
