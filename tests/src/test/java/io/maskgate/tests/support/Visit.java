package io.maskgate.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One reader's look at a page, with what the browser complained of. */
public final class Visit implements AutoCloseable {
    private static final String AXE = resource("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js");

    /** For a machine that does much else. */
    private static final double PATIENCE_MS = 20_000;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private boolean examining;

    Visit(BrowserContext context) {
        this.context = context;
        context.setDefaultTimeout(PATIENCE_MS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        this.page = context.newPage();
        page.onPageError(error -> complaints.add("error " + error));
        page.onConsoleMessage(message -> {
            if (!examining && (message.type().equals("error") || message.type().equals("warning"))) {
                complaints.add(message.type() + " " + message.text() + " " + message.location());
            }
        });
    }

    public Page page() {
        return page;
    }

    /** Errors and warnings on the browser's console so far. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** What keeps people from reading or using the page as it is now, by axe-core: contrast, labels, roles and more. */
    public List<String> barriers() {
        // Axe reads canvases in a way that the browser advises against.
        examining = true;
        page.evaluate(AXE);
        // What still moves has colours of no account: it is at its end at once, and nothing new comes before axe has
        // looked.
        var result = (String) page.evaluate("""
                async () => {
                  document.getAnimations().filter((a) => a.effect.getTiming().iterations !== Infinity).forEach((a) => a.finish());
                  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
                  return JSON.stringify(violations);
                }""");
        examining = false;
        try {
            var barriers = new ArrayList<String>();
            for (JsonNode violation : new ObjectMapper().readTree(result)) {
                for (JsonNode node : violation.get("nodes")) {
                    barriers.add(violation.get("id").asText() + ": "
                            + node.get("html").asText() + ": "
                            + node.get("failureSummary").asText());
                }
            }
            return barriers;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Pixels by which the page is wider than the window; above 0 a reader must scroll sideways. */
    public int overhang() {
        return (Integer) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    private static String resource(String name) {
        try (var in = Visit.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        page.unrouteAll();
        context.close();
    }
}
