//go:build e2e

package main

import _ "github.com/chromedp/chromedp" // the browser tests' driver stays out of the desk
