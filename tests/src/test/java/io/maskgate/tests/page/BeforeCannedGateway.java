package io.maskgate.tests.page;

import com.microsoft.playwright.Page;
import io.maskgate.tests.page.CannedGateway.Answer;
import io.maskgate.tests.support.Chromium;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Visit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** One browser a class, and for each test a gateway that answers what it is told to. */
abstract class BeforeCannedGateway {
    static Chromium chromium;

    final CannedGateway gateway = new CannedGateway();

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    Visit visit(Look look) {
        return visit(look, "");
    }

    /** @param rest of the address, after the page's own */
    Visit visit(Look look, String rest) {
        var visit = chromium.visit(look);
        gateway.behind(visit.page());
        visit.page().navigate(CannedGateway.ADDRESS + rest);
        return visit;
    }

    /** With a clock that goes when it is told to. */
    Visit visitWithClock(String rest) {
        var visit = chromium.visit(Look.DESK);
        gateway.behind(visit.page());
        visit.page().clock().install();
        visit.page().navigate(CannedGateway.ADDRESS + rest);
        return visit;
    }

    long asked(String path) {
        return gateway.asked().stream().filter(path::equals).count();
    }

    /** Answers as before until the line is cut. */
    void cutBy(AtomicBoolean cut, String path) {
        var open = new CannedGateway();
        gateway.on(path, request -> cut.get() ? Answer.NEVER : open.answerTo(path, request));
    }

    /** What was asked has been answered and painted. */
    static void settle(Page page) {
        page.evaluate("() => fetch('/api/status').then((answer) => answer.json())");
    }
}
