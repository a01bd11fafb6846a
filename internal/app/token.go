package app

import "orgctl/internal/secret"

// variableOfKey carries a token into a script.
const variableOfKey = "ORGCTL_TOKEN"

// token is the one in the file of --token-file, else in the environment; empty: there is none, and the login counts.
func (a *App) token() (text string, err error) {
	switch {
	case a.Flags.TokenFile != "":
		text, err = secret.ReadLine(a.Flags.TokenFile, "token")
	case a.Streams.Env != nil:
		text = a.Streams.Env(variableOfKey)
	}
	if text == "" || err != nil {
		return "", err
	}
	return secret.ParseCode(text, secret.PrefixToken)
}
