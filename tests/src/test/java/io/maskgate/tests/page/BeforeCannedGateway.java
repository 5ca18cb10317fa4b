package io.maskgate.tests.page;

import io.maskgate.tests.support.Chromium;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Visit;
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
}
