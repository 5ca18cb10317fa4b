package io.maskgate.models.net;

import java.util.regex.Pattern;

/** From the name a weights' file carries to the network. */
public final class Architectures {
    private static final Pattern LIGHT_MASK = Pattern.compile("lightmask-n([1-9][0-9]{0,3})");

    private Architectures() {}

    /**
     * The network of this {@link Network#architecture()}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Network named(String architecture) {
        var lightMask = LIGHT_MASK.matcher(architecture);
        if (lightMask.matches()) {
            return new LightMask(Integer.parseInt(lightMask.group(1)));
        }
        throw new IllegalArgumentException("architecture is '" + architecture
                + "', expected lightmask-n<neck channels>, for instance lightmask-n64");
    }
}
