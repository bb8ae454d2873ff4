// Package fc is the contract of Alibaba Cloud Function Compute 3.0 as data:
// what the platform calls, sends, accepts and limits. The generator, and
// everything that plays or checks the platform, reads it here and nowhere else.
//
// It decides nothing about projects and imports nothing of fcgen's. One use:
//
//	h, _ := fc.HookNamed("prestop")
//	fmt.Println(h.Method, h.Path) // GET /pre-stop
//
// Sources are named by the keys below; the pages are in Chinese where only the
// Chinese page says it.
//
//	SEED   https://www.alibabacloud.com/help/en/functioncompute/fc/lifecycle-hooks-for-function-instances-in-a-custom-runtime
//	D/009  https://help.aliyun.com/zh/functioncompute/fc/user-guide/runtime-overview-3
//	D/022  https://help.aliyun.com/zh/functioncompute/fc/create-a-custom-container-function-in-a-container-runtime
//	D/028  https://help.aliyun.com/zh/functioncompute/fc/configure-an-http-trigger-for-a-function-and-invoke-the-function-by-using-http-requests
//	D/040  https://help.aliyun.com/zh/functioncompute/fc/function-instance-lifecycle
//	D/047  https://help.aliyun.com/zh/functioncompute/fc/user-guide/environment-variables
//	D/076  https://help.aliyun.com/zh/functioncompute/fc/troubleshooting-2
//	D/078  https://help.aliyun.com/zh/functioncompute/fc/user-guide/context-and-log-format-1
//	D/108  https://help.aliyun.com/zh/functioncompute/fc/web-functions
//	D/126  https://help.aliyun.com/zh/functioncompute/fc/user-guide/principles-1
//	S/06   https://help.aliyun.com/zh/functioncompute/fc/product-overview/instance-types-and-specifications
//	S/09   https://help.aliyun.com/zh/functioncompute/fc/product-overview/limits-of-usage
//	FC3    https://github.com/devsapp/fc3 (the component that reads s.yaml), 4ca1c1b
package fc
