package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// usage: zz SITE ROLE WIDTH THEME OUT PATH [js]
func main() {
	a := os.Args
	w, _ := strconv.ParseInt(a[3], 10, 64)
	h := int64(900)
	if w < 500 { h = 844 }
	dir, _ := os.MkdirTemp("", "shot")
	defer os.RemoveAll(dir)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath("/usr/bin/chromium"), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(dir), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-background-networking", true))
	defer cancel()
	t, c2 := chromedp.NewContext(ctx)
	defer c2()
	must := func(err error) { if err != nil { fmt.Println(err); os.Exit(1) } }
	must(chromedp.Do(t, chromedp.EmulateViewport(w, h), chromedp.Navigate(a[1]+"/login"), chromedp.SendKeys("#email", a[2]+"@demo.test"), chromedp.SendKeys("#password", "backfill-demo-1\r"), chromedp.Sleep(1200*time.Millisecond)))
	_, err := chromedp.Run(t, chromedp.Evaluate[any](`document.cookie="theme=`+a[4]+`;path=/"`)); must(err)
	paths := strings.Split(a[6], " ")
	for i, p := range paths {
		must(chromedp.Do(t, chromedp.Navigate(a[1]+p), chromedp.Sleep(700*time.Millisecond)))
		if len(a) > 7 {
			v, err := chromedp.Run(t, chromedp.Evaluate[any](a[7], chromedp.EvalAwaitPromise)); fmt.Println("js:", v, err)
			must(chromedp.Do(t, chromedp.Sleep(900*time.Millisecond)))
		}
		png, err := chromedp.Run(t, chromedp.CaptureScreenshot()); must(err)
		os.WriteFile(fmt.Sprintf("%s-%d.png", a[5], i), png, 0644)
	}
}
