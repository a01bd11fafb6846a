// Package main is the least that a program in Go can do, to compare starts with.
package main

import "os"

func main() { _, _ = os.Stdout.WriteString("hello\n") }
