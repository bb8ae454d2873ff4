package fc

// Page is the address of a source by its key: "SEED", "D/108". It is "" for a
// key that has none.
func Page(key string) string {
	const help = "https://help.aliyun.com/zh/functioncompute/"
	switch key {
	case "SEED":
		return "https://www.alibabacloud.com/help/en/functioncompute/fc/lifecycle-hooks-for-function-instances-in-a-custom-runtime"
	case "D/009":
		return help + "fc/user-guide/runtime-overview-3"
	case "D/022":
		return help + "fc/create-a-custom-container-function-in-a-container-runtime"
	case "D/028":
		return help + "fc/configure-an-http-trigger-for-a-function-and-invoke-the-function-by-using-http-requests"
	case "D/040":
		return help + "fc/function-instance-lifecycle"
	case "D/042":
		return help + "fc/user-guide/configure-elastic-instance-delayed-release"
	case "D/047":
		return help + "fc/user-guide/environment-variables"
	case "D/076":
		return help + "fc/troubleshooting-2"
	case "D/078":
		return help + "fc/user-guide/context-and-log-format-1"
	case "D/081":
		return help + "fc/user-guide/print-function-logs"
	case "D/091":
		return help + "fc/request-level-metric-logs"
	case "D/108":
		return help + "fc/web-functions"
	case "D/126":
		return help + "fc/user-guide/principles-1"
	case "D/127":
		return help + "fc/basics"
	case "S/06":
		return help + "fc/product-overview/instance-types-and-specifications"
	case "S/09":
		return QuotaPage
	case "FC3":
		return "https://github.com/devsapp/fc3"
	case "SD":
		return "https://github.com/Serverless-Devs/Serverless-Devs/blob/master/docs/zh/variables.md"
	default:
		return ""
	}
}
