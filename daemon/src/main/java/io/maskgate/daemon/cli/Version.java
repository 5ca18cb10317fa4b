package io.maskgate.daemon.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the package, or, elsewhere, the one the build wrote into version.properties. */
public final class Version implements IVersionProvider {
    /** Set by the package's launcher. */
    static final String PROPERTY = "maskgate.version";

    /** For instance {@code 0.1.0+20261129173000}; from a checkout {@code 0.1.0}, without the time of the commit. */
    public static String text() {
        return text(System.getProperty(PROPERTY, ""));
    }

    static String text(String ofPackage) {
        return ofPackage.isBlank() ? ofBuild() : ofPackage.strip();
    }

    private static String ofBuild() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing beside " + Version.class.getName());
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read", e);
        }
        return properties.getProperty("version", "unknown");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "maskgate " + text(),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
