package io.maskgate.models.net;

import io.maskgate.models.damo.DamoYolo;
import io.maskgate.models.damo.Variant;
import java.util.List;
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
        for (var variant : Variant.values()) {
            for (var network : List.of(new DamoYolo(variant), new DamoYolo(variant, true))) {
                if (network.architecture().equals(architecture)) {
                    return network;
                }
            }
        }
        throw new IllegalArgumentException("architecture is '" + architecture
                + "', expected lightmask-n<neck channels>, for instance lightmask-n64, or damoyolo-<t|s|m|ns|nl>");
    }
}
