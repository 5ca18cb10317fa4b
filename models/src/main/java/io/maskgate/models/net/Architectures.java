package io.maskgate.models.net;

import io.maskgate.models.damo.DamoYolo;
import io.maskgate.models.damo.Variant;
import io.maskgate.models.weights.Safetensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/** From the name a weights' file carries to the network. */
public final class Architectures {
    private static final Pattern NECK = Pattern.compile("(.*-n)([1-9][0-9]{0,3})");
    private static final Pattern WIDTHS = Pattern.compile("[1-9][0-9]{0,3}(\\.[1-9][0-9]{0,3})*");

    private Architectures() {}

    /**
     * The network of this {@link Network#architecture()}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Network named(String architecture) {
        var matcher = NECK.matcher(architecture);
        if (matcher.matches() && byNeck().containsKey(matcher.group(1))) {
            return byNeck().get(matcher.group(1)).apply(Integer.parseInt(matcher.group(2)));
        }
        for (var each : byWidths().entrySet()) {
            String widths = architecture.substring(Math.min(each.getKey().length(), architecture.length()));
            if (architecture.startsWith(each.getKey()) && WIDTHS.matcher(widths).matches()) {
                return each.getValue()
                        .withChannels(Arrays.stream(widths.split("\\."))
                                .map(Integer::valueOf)
                                .toList());
            }
        }
        for (var variant : Variant.values()) {
            for (var network : List.of(new DamoYolo(variant), new DamoYolo(variant, true))) {
                if (network.architecture().equals(architecture)) {
                    return network;
                }
            }
        }
        throw new IllegalArgumentException(
                "architecture is '" + architecture + "', expected one of " + String.join(", ", examples())
                        + ", lightmask-w or lightmask-fine-w with every width, or damoyolo-<t|s|m|ns|nl>");
    }

    /**
     * The network a file of weights names.
     *
     * @throws IllegalArgumentException when there is none, or naming each tensor that is missing, extra or of another shape
     */
    public static Network of(Safetensors weights) {
        var network = named(weights.metadata().getOrDefault("architecture", ""));
        int size = Network.STEP;
        Cost.of(network, size, size).checkShapes(weights.shapes());
        return network;
    }

    /** All students with the neck and head of LightMask's usual width, the default first. */
    public static List<Network> students() {
        return byNeck().values().stream().map(make -> make.apply(64)).toList();
    }

    private static List<String> examples() {
        return byNeck().keySet().stream()
                .map(prefix -> prefix + "<neck channels>")
                .toList();
    }

    private static Map<String, Elastic> byWidths() {
        return Map.of(LightMask.PREFIX, LightMask.standard(), FineLightMask.PREFIX, new FineLightMask(64));
    }

    private static Map<String, IntFunction<Network>> byNeck() {
        var makers = new LinkedHashMap<String, IntFunction<Network>>();
        makers.put(LightMask.USUAL, neck -> new LightMask(neck));
        makers.put(FineLightMask.USUAL, neck -> new FineLightMask(neck));
        makers.put(MobileNetV3Small.PREFIX, MobileNetV3Small::new);
        makers.put(ShuffleNetV2.PREFIX, ShuffleNetV2::new);
        makers.put(TinyYoloV4.PREFIX, TinyYoloV4::new);
        return makers;
    }
}
