package io.maskgate.hw.video;

import io.maskgate.hw.host.Nvidia;
import io.maskgate.hw.inference.tensorrt.Engines;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Which hardware decoders of this machine work. A decoder's name says nothing: FFmpeg lists what it was built with, not
 * what the machine has. So each decodes a built-in clip before the first camera uses it, and one that fails on a camera is
 * not used again. Where none works, those that could not be opened, as before the driver is there, are tried again a while
 * later. A broken driver may never come back from a call: trials run on threads of their own, and whoever asks goes on in
 * software when there is no answer in time. Thread-safe.
 */
public final class HardwareDecoders {
    private static final System.Logger LOG = System.getLogger(HardwareDecoders.class.getName());
    /**
     * In order of preference: NVIDIA's decoder of Jetson boards in NVIDIA's own FFmpeg, the same in jetson-ffmpeg, that
     * of discrete NVIDIA cards, and that of the kernel's video devices.
     */
    private static final List<String> FAMILIES = List.of("nvv4l2dec", "nvmpi", "cuvid", "v4l2m2m");

    private static final List<String> CODECS = List.of("h264", "hevc");
    /** Between the first trials and the next; twice as long before each further one. */
    static final Duration AGAIN = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofHours(1);

    private final List<String> families;
    private final Trial trial;
    private final Patience patience;
    private final LongSupplier nanos;
    /** Whether this machine is one for which a decoder was made, so that it is worth a line that it does not work. */
    private final Predicate<String> expected;

    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final Map<String, GivenUp> givenUp = new ConcurrentHashMap<>();
    /** Family to the decoder of it that gave no answer: one driver serves both codecs, and is not asked twice. */
    private final Map<String, String> silent = new ConcurrentHashMap<>();
    /** What is wrong with a decoder itself, so that it is not tried again beside one that only could not be opened. */
    private final Map<String, Fault> lasting = new ConcurrentHashMap<>();
    /** Of which it was said that a stream did without them. */
    private final Set<String> missed = ConcurrentHashMap.newKeySet();
    /** Of which it was said that they are not used, and whether they are tried again. */
    private final Set<Map.Entry<String, Boolean>> told = ConcurrentHashMap.newKeySet();
    /** Which decoder a thread is in. */
    private final Map<Thread, String> inside = new ConcurrentHashMap<>();

    /** Tries a decoder. */
    interface Trial {
        /** Why the decoder cannot be used; empty when it decoded the clip of this codec right. */
        Optional<Fault> fault(String decoder, String codec);
    }

    /**
     * Why a decoder cannot be used.
     *
     * @param passing whether it may be used later all the same, without a restart
     */
    record Fault(String why, boolean passing) {
        static final Fault NOT_BUILT = lasting("this FFmpeg was built without it");

        static Fault lasting(String why) {
            return new Fault(why, false);
        }

        static Fault passing(String why) {
            return new Fault(why, true);
        }
    }

    /** @param passing whether no decoder works, and one may later */
    private record Choice(Optional<String> decoder, boolean passing) {}

    /**
     * What is, or will be, known of a codec.
     *
     * @param since when its decoders were tried last
     * @param pause from then until they may be tried again
     */
    private record Found(CompletableFuture<Choice> answer, long since, Duration pause) {
        /** A trial for which there was no thread says nothing of the decoder. */
        boolean mayBeAnother(long now) {
            return answer.isDone()
                    && (answer.isCompletedExceptionally() || answer.join().passing())
                    && now - since >= pause.toNanos();
        }

        Duration nextPause() {
            return pause.compareTo(LONGEST.dividedBy(2)) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
    }

    /**
     * How long is waited.
     *
     * @param answer for one decoder's trial
     * @param choice of somebody who wants to open a stream, for all trials of its codec; less than what a camera's thread
     *     may be late before it is given up
     */
    record Patience(Duration answer, Duration choice) {
        static final Patience STANDARD = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    /** Why a decoder is not used any more before the next start. */
    public enum GivenUp {
        /** No answer in its trial. */
        SILENT,
        /** A thread did not come back from it. */
        STUCK,
        /** No pictures of a stream, or none any more. */
        FAILED
    }

    HardwareDecoders(List<String> families, Trial trial, Patience patience) {
        this(families, trial, patience, System::nanoTime, _ -> false);
    }

    HardwareDecoders(
            List<String> families, Trial trial, Patience patience, LongSupplier nanos, Predicate<String> expected) {
        this.families = List.copyOf(families);
        this.trial = trial;
        this.patience = patience;
        this.nanos = nanos;
        this.expected = expected;
    }

    /** Those of this machine; nothing is tried before it is asked for. */
    public static HardwareDecoders ofThisMachine() {
        return new HardwareDecoders(
                FAMILIES,
                new ProbeClip(CuvidLibrary::ofThisMachine),
                Patience.STANDARD,
                System::nanoTime,
                HardwareDecoders::hasGpuFor);
    }

    /** Cards have {@code cuvid}, Jetsons the others of NVIDIA's. */
    private static boolean hasGpuFor(String decoder) {
        boolean card = Nvidia.read().l4t().isEmpty();
        return Engines.hasDevice() && !decoder.endsWith("v4l2m2m") && decoder.endsWith("cuvid") == card;
    }

    /** None: everything is decoded in software. */
    public static HardwareDecoders none() {
        return new HardwareDecoders(List.of(), (_, _) -> Optional.of(Fault.lasting("not wanted")), Patience.STANDARD);
    }

    /** The decoder of this full name, without another trial. */
    static HardwareDecoders trusting(String decoder) {
        return new HardwareDecoders(List.of("=" + decoder), (_, _) -> Optional.empty(), Patience.STANDARD);
    }

    /**
     * The decoder to use for a codec by FFmpeg's names; empty where none works, or none has proved to yet: it may be there
     * for the next stream. Waits for the first trials, some seconds at most, and for later ones not at all.
     */
    Optional<String> forCodec(String codec) {
        if (families.isEmpty() || !CODECS.contains(codec)) {
            return Optional.empty();
        }
        try {
            return choice(codec)
                    .get(patience.choice().toNanos(), TimeUnit.NANOSECONDS)
                    .decoder()
                    .filter(name -> !givenUp.containsKey(name));
        } catch (TimeoutException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: the hardware decoders have not answered yet; this stream is decoded in software",
                    codec);
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "no hardware decoder for " + codec, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** What is, or will be, chosen; the first to ask has it tried. */
    private CompletableFuture<Choice> choice(String codec) {
        long now = nanos.getAsLong();
        var fresh = new Found(new CompletableFuture<>(), now, AGAIN);
        var known = found.putIfAbsent(codec, fresh);
        if (known != null) {
            if (known.mayBeAnother(now)) {
                chooseAgain(codec, known, now);
            }
            return known.answer();
        }
        boolean started = false;
        try {
            begin("decoder-choice", fresh.answer(), () -> choose(codec));
            started = true;
            return fresh.answer();
        } finally {
            if (!started) {
                // There was no room for a thread: the next to ask tries again.
                found.remove(codec, fresh);
                fresh.answer().complete(new Choice(Optional.empty(), true));
            }
        }
    }

    /** What is known stays so until there is another answer: nobody waits for that. */
    private void chooseAgain(String codec, Found known, long now) {
        var again = new Found(known.answer(), now, known.nextPause());
        if (!found.replace(codec, known, again)) {
            return;
        }
        var answer = new CompletableFuture<Choice>();
        answer.thenRun(() -> found.replace(codec, again, new Found(answer, again.since(), again.pause())));
        try {
            begin("decoder-choice", answer, () -> choose(codec));
        } catch (OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, "no thread to try the decoders of " + codec + " again", e);
        }
    }

    private Choice choose(String codec) {
        boolean passing = false;
        for (String family : families) {
            String decoder = name(codec, family);
            var fault = fault(family, decoder, codec);
            if (fault.isEmpty()) {
                if (!isTrial(family)) {
                    LOG.log(System.Logger.Level.INFO, "{0} is decoded by {1}", codec, decoder);
                }
                return new Choice(Optional.of(decoder), false);
            }
            passing |= fault.get().passing();
            tell(decoder, fault.get());
        }
        return new Choice(Optional.empty(), passing);
    }

    private void tell(String decoder, Fault fault) {
        boolean expects = expected.test(decoder) && !fault.equals(Fault.NOT_BUILT) && !givenUp.containsKey(decoder);
        if (!expects || !told.add(Map.entry(decoder, fault.passing()))) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is not used: {1}", decoder, fault.why());
        } else if (fault.passing()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} is not used now: {1}; it is tried again when a camera connects, after {2} s at the earliest",
                    decoder,
                    fault.why(),
                    AGAIN.toSeconds());
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is not used: {1}; it is not tried again before the next start, software decodes",
                    decoder,
                    fault.why());
        }
    }

    private Optional<Fault> fault(String family, String decoder, String codec) {
        var known = Optional.ofNullable(lasting.get(decoder));
        if (known.isPresent()) {
            return known;
        }
        var fault = tried(family, decoder, codec);
        fault.filter(it -> !it.passing()).ifPresent(it -> lasting.put(decoder, it));
        return fault;
    }

    /** The trial's answer, or that there was none. */
    private Optional<Fault> tried(String family, String decoder, String codec) {
        String mute = silent.get(family);
        if (mute != null) {
            String why = mute.equals(decoder) ? silence() : "not tried, as " + mute + " " + silence();
            return Optional.of(Fault.lasting(why));
        }
        var answer = new CompletableFuture<Optional<Fault>>();
        begin("decoder-trial", answer, () -> trial.fault(decoder, codec));
        try {
            return answer.get(patience.answer().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            silent.put(family, decoder);
            giveUp(decoder, GivenUp.SILENT, silence() + ": its driver hangs");
            return Optional.of(Fault.lasting(silence()));
        } catch (ExecutionException e) {
            return Optional.of(Fault.passing("its trial failed: " + e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Fault.passing("its trial was interrupted"));
        }
    }

    private String silence() {
        return "does not answer within " + patience.answer().toMillis() / 1000.0 + " s";
    }

    /** A thread that hangs in a driver must keep neither its caller nor the process. */
    private static <T> void begin(String name, CompletableFuture<T> answer, Supplier<T> question) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
    }

    /** A decoder that is named in full stands for itself, and is about to be tried: nothing is known of it yet. */
    private static boolean isTrial(String family) {
        return family.startsWith("=");
    }

    private static String name(String codec, String family) {
        return isTrial(family) ? family.substring(1) : codec + "_" + family;
    }

    /** It failed on a stream: software from now on. */
    void distrust(String decoder) {
        giveUp(decoder, GivenUp.FAILED, "failed on a stream");
    }

    /**
     * It works, but could not be opened for a stream. The next stream may have it again, as memory comes and goes, and it is
     * said once.
     */
    void unopened(String decoder) {
        if (!families.contains("=" + decoder) && missed.add(decoder)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} works, but cannot be opened for a stream, which software decodes: the GPU''s memory is used up, or its"
                            + " pictures are of a size or depth that it does not take; with log.level: debug FFmpeg says which."
                            + " Fewer cameras leave it room, decode.decoder: software spares a camera the try. Further streams"
                            + " are counted alone, as decoder_fallback",
                    decoder);
        }
    }

    /** The calling thread goes into a decoder. */
    void enter(String decoder) {
        inside.put(Thread.currentThread(), decoder);
    }

    /** The calling thread has come back. */
    void leave() {
        inside.remove(Thread.currentThread());
    }

    /**
     * A thread does not come back from a native call, says who looks after it. If it is in a hardware decoder, that is not
     * used any more.
     *
     * @return the decoder's name; empty when the thread is somewhere else
     */
    public Optional<String> stuck(Thread thread) {
        var decoder = Optional.ofNullable(inside.get(thread));
        decoder.ifPresent(name -> giveUp(name, GivenUp.STUCK, "does not come back from a call"));
        return decoder;
    }

    private void giveUp(String decoder, GivenUp reason, String why) {
        if (givenUp.putIfAbsent(decoder, reason) == null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} {1}; it is not used any more before the next start, software decodes",
                    decoder,
                    why);
        }
    }

    /** Decoders that are not used any more before the next start, and why. */
    public Map<String, GivenUp> givenUp() {
        return Map.copyOf(givenUp);
    }

    /** Tries all: decoder to why it cannot be used, nothing where it works. */
    public Map<String, Optional<String>> probe() {
        var results = new LinkedHashMap<String, Optional<String>>();
        for (String codec : CODECS) {
            for (String family : families) {
                String decoder = name(codec, family);
                results.put(decoder, fault(family, decoder, codec).map(Fault::why));
            }
        }
        return results;
    }
}
