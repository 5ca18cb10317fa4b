package io.maskgate.daemon.config;

import io.maskgate.hw.video.VideoUrl;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What in a secret text must not be printed elsewhere. */
final class SecretUrls {
    private static final Pattern URL = Pattern.compile("(?i)([a-z][a-z0-9+.-]*):(//([^/?#]*)@)?.*", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*|file:.*", Pattern.DOTALL);

    /** Stands for a placeholder. */
    private static final String MARK = "${}";

    private SecretUrls() {}

    /** Of a URL its password, plain and decoded; of any other text the text, unless it came from a placeholder already. */
    static List<Secret> parts(String text, boolean placeholder) {
        if (!SCHEME.matcher(text).matches()) {
            return placeholder ? List.of() : List.of(new Secret(text));
        }
        var parts = new ArrayList<Secret>();
        Matcher url = URL.matcher(text);
        if (url.matches() && url.group(3) != null && url.group(3).contains(":")) {
            String userInfo = url.group(3);
            String password = userInfo.substring(userInfo.indexOf(':') + 1);
            parts.add(new Secret(password));
            try {
                parts.add(new Secret(URLDecoder.decode(password.replace("+", "%2B"), StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException _) {
                // A stray '%' is no encoding; the password as it stands is registered above.
                return parts;
            }
        }
        return parts;
    }

    /** A secret that stands in the file itself works, and is read by whoever reads the file. */
    static void warnLiteral(Faults faults, Template template, String filled, String path, int line) {
        boolean url = SCHEME.matcher(filled).matches();
        boolean file = filled.regionMatches(true, 0, "file:", 0, "file:".length());
        if (url ? !file && passwordIn(template) : !template.hasPlaceholder()) {
            faults.warn(
                    line,
                    path,
                    "a placeholder for the password",
                    "the password itself (not shown)",
                    "use ${file:/path}, ${env:NAME} or ${credential:name}");
        }
    }

    /** Whether one is written out in an address: among user and password, or behind a key in path or query. */
    private static boolean passwordIn(Template template) {
        String text = template.marked(MARK);
        Matcher url = URL.matcher(text);
        String userInfo = url.matches() && url.group(3) != null ? url.group(3) : "";
        String password = userInfo.substring(userInfo.indexOf(':') + 1);
        return Stream.concat(
                        userInfo.contains(":") ? Stream.of(password) : Stream.empty(),
                        VideoUrl.namedSecrets(text).stream())
                .anyMatch(part -> !part.isEmpty() && !part.contains(MARK));
    }
}
