# Completion of fcgen for PowerShell. For this shell:
#   fcgen completion powershell | Out-String | Invoke-Expression
# For every shell: put that line into the file that $PROFILE names.

Register-ArgumentCompleter -Native -CommandName fcgen -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @()
    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.StartOffset -ge $cursorPosition) { break }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $words += $element.Value
        } else {
            $words += $element.Extent.Text
        }
    }
    # Older PowerShells drop an empty argument, so a word not begun yet is said by a flag.
    if ([string]::IsNullOrEmpty($wordToComplete)) {
        $lines = fcgen __complete --new -- @words
    } else {
        $lines = fcgen __complete -- @words
    }
    foreach ($line in $lines) {
        # No answer of ours makes PowerShell offer files and folders.
        if ($line -eq ':folders') { return }
        $value, $about = $line -split "`t", 2
        if (-not $about) { $about = $value }
        $text = $value
        if ($text -notmatch '^[\w./=,:@%+-]+$') { $text = "'" + $text.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $about)
    }
}
