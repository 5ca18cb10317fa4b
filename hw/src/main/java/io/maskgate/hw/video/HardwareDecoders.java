package io.maskgate.hw.video;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which hardware decoders of this machine work. A decoder's name says nothing: FFmpeg lists what it was built with, not
 * what the machine has. So each decodes a built-in clip, once, before the first camera uses it, and one that fails on a
 * camera is not used again. Thread-safe.
 */
public final class HardwareDecoders {
    private static final System.Logger LOG = System.getLogger(HardwareDecoders.class.getName());
    /**
     * In order of preference: NVIDIA's decoder of Jetson boards in NVIDIA's own FFmpeg, the same in jetson-ffmpeg, that
     * of discrete NVIDIA cards, and that of the kernel's video devices.
     */
    private static final List<String> FAMILIES = List.of("nvv4l2dec", "nvmpi", "cuvid", "v4l2m2m");

    private static final List<String> CODECS = List.of("h264", "hevc");

    private final List<String> families;
    private final Trial trial;
    private final Map<String, Optional<String>> found = new ConcurrentHashMap<>();
    private final Set<String> distrusted = ConcurrentHashMap.newKeySet();

    /** Tries a decoder. */
    interface Trial {
        /** Why the decoder cannot be used; empty when it decoded the clip of this codec right. */
        Optional<String> fault(String decoder, String codec);
    }

    HardwareDecoders(List<String> families, Trial trial) {
        this.families = List.copyOf(families);
        this.trial = trial;
    }

    /** Those of this machine; nothing is tried before it is asked for. */
    public static HardwareDecoders ofThisMachine() {
        return new HardwareDecoders(FAMILIES, new ProbeClip());
    }

    /** None: everything is decoded in software. */
    public static HardwareDecoders none() {
        return new HardwareDecoders(List.of(), (_, _) -> Optional.of("not wanted"));
    }

    /** The decoder to use for a codec by FFmpeg's names; empty where none works. The first call for a codec may take long. */
    Optional<String> forCodec(String codec) {
        if (families.isEmpty() || !CODECS.contains(codec)) {
            return Optional.empty();
        }
        return found.computeIfAbsent(codec, this::choose).filter(name -> !distrusted.contains(name));
    }

    private Optional<String> choose(String codec) {
        for (String family : families) {
            String decoder = name(codec, family);
            var fault = trial.fault(decoder, codec);
            if (fault.isEmpty()) {
                if (!isTrial(family)) {
                    LOG.log(System.Logger.Level.INFO, "{0} is decoded by {1}", codec, decoder);
                }
                return Optional.of(decoder);
            }
            LOG.log(System.Logger.Level.DEBUG, "{0} is not used: {1}", decoder, fault.get());
        }
        return Optional.empty();
    }

    /** A decoder that is named in full stands for itself, and is about to be tried: nothing is known of it yet. */
    private static boolean isTrial(String family) {
        return family.startsWith("=");
    }

    private static String name(String codec, String family) {
        return isTrial(family) ? family.substring(1) : codec + "_" + family;
    }

    /** The decoder of this full name, without another trial. */
    static HardwareDecoders trusting(String decoder) {
        return new HardwareDecoders(List.of("=" + decoder), (_, _) -> Optional.empty());
    }

    /** It failed on a stream: software from now on. */
    void distrust(String decoder) {
        if (distrusted.add(decoder)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} failed on a stream; it is not used any more before the next start",
                    decoder);
        }
    }

    /** Tries all: decoder to why it cannot be used, nothing where it works. */
    public Map<String, Optional<String>> probe() {
        var results = new LinkedHashMap<String, Optional<String>>();
        for (String codec : CODECS) {
            for (String family : families) {
                String decoder = name(codec, family);
                results.put(decoder, trial.fault(decoder, codec));
            }
        }
        return results;
    }
}
