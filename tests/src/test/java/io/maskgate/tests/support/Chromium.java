package io.maskgate.tests.support;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Map;

/** The distribution's Chromium, without a window. Not thread-safe. */
public final class Chromium implements AutoCloseable {
    /**
     * Who looks, and on what.
     *
     * @param language of the browser, such as {@code zh-CN}
     */
    public record Look(int width, int height, boolean dark, String language) {
        public static final Look DESK = new Look(1280, 800, false, "en-US");
        public static final Look PHONE = new Look(390, 844, false, "en-US");

        public Look at(int otherWidth, int otherHeight) {
            return new Look(otherWidth, otherHeight, dark, language);
        }

        public Look inTheDark() {
            return new Look(width, height, true, language);
        }

        public Look speaking(String other) {
            return new Look(width, height, dark, other);
        }
    }

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Skips the test where there is no Chromium. */
    public static Chromium start() {
        var program = Tools.chromium();
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            // A container's root cannot have Chromium's sandbox; these pages are our own.
            var options = new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu"));
            return new Chromium(playwright, playwright.chromium().launch(options));
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    /** A reader who has never been there. */
    public Visit visit(Look look) {
        return new Visit(browser.newContext(options(look)));
    }

    /** The same of one who waves away what his browser says of a certificate. */
    public Visit trustingVisit(Look look) {
        return new Visit(browser.newContext(options(look).setIgnoreHTTPSErrors(true)));
    }

    private static Browser.NewContextOptions options(Look look) {
        return new Browser.NewContextOptions()
                .setViewportSize(look.width(), look.height())
                .setColorScheme(look.dark() ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setLocale(look.language());
    }

    @Override
    public void close() {
        try {
            browser.close();
        } finally {
            playwright.close();
        }
    }
}
