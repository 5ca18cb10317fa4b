package io.maskgate.models.data;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.maskgate.hw.host.Host;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The room that Java and the machine have for decoded pictures. G1 gives an array of more than half a region regions of its own, whole ones, so
 * that pictures of 1280 x 720 take 1.4 times their bytes.
 *
 * @param heap bytes that Java may have
 * @param region bytes of one of G1's; 0: another collector, which lays arrays side by side
 * @param machine bytes of main memory, or of what a container may have of it: Java's limit may be above that
 */
public record PictureRoom(long heap, long region, long machine) {
    /** Buffers of what is being decoded, and what comes and goes while it is learnt from, have to lie beside them. */
    private static final double FOR_PICTURES = 0.9;

    /** What an array has before its elements, at most. */
    private static final int HEADER = 16;

    /** More than what is missing, since a larger heap has larger regions. */
    private static final double REMEDY = 1.5;

    /**
     * What a training and the system need outside the heap, at least: one of 4,945 pictures took 7.7 GB with a heap of 6.4.
     */
    private static final long BESIDE = 2_000_000_000;

    /** That of this process. */
    public static PictureRoom ofJava() {
        return new PictureRoom(
                Runtime.getRuntime().maxMemory(),
                g1Region(),
                Host.read().usableBytes().orElse(Long.MAX_VALUE));
    }

    private static long g1Region() {
        var java = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return java != null && Boolean.parseBoolean(java.getVMOption("UseG1GC").getValue())
                ? Long.parseLong(java.getVMOption("G1HeapRegionSize").getValue())
                : 0;
    }

    /**
     * Pictures to be decoded, as their headers tell.
     *
     * @param bytes of the heap that they take then
     */
    public record Amount(int pictures, long bytes) {
        public Amount plus(Amount other) {
            return new Amount(pictures + other.pictures, bytes + other.bytes);
        }
    }

    /** Of all pictures of these data sets. */
    public Amount amount(List<FaceDataset> sets) {
        return new Amount(
                sets.stream().mapToInt(FaceDataset::size).sum(),
                sets.stream().mapToLong(this::bytes).sum());
    }

    /** Of one, whichever way it lies; none where it cannot be read. */
    public Amount amount(Path picture) {
        try {
            var size = PictureDecoder.lyingSize(picture);
            return new Amount(1, bytes(size.width(), size.height()));
        } catch (IOException _) {
            return new Amount(0, 0);
        }
    }

    /** Bytes of the heap that all pictures of a data set take once decoded, as their headers tell. */
    public long bytes(FaceDataset dataset) {
        return dataset.images().stream()
                .mapToLong(image -> bytes(image.width(), image.height()))
                .sum();
    }

    private long bytes(int width, int height) {
        return Picture.levels(width, height).map(this::lying).sum();
    }

    private long lying(long array) {
        long whole = array + HEADER;
        return region == 0 || whole <= region / 2 ? array : Math.ceilDiv(whole, region) * region;
    }

    /**
     * Before hours are spent: else memory ends while they are decoded.
     *
     * @throws IOException when they do not fit, with the remedy
     */
    public void require(List<FaceDataset> sets) throws IOException {
        require(amount(sets));
    }

    void require(Amount amount) throws IOException {
        var lack = lack(amount);
        if (lack.isPresent()) {
            throw new IOException(lack.get());
        }
    }

    /** What is said where they do not fit. */
    public Optional<String> lack(Amount amount) {
        if (amount.bytes > machine - BESIDE) {
            return Optional.of("expected pictures that fit in memory, " + found(amount.pictures, amount.bytes));
        }
        return amount.bytes > FOR_PICTURES * heap
                ? Optional.of("expected pictures that fit in memory with a tenth of it to spare, "
                        + found(amount.pictures, amount.bytes))
                : Optional.empty();
    }

    /** Where it ended all the same. */
    IOException ended(FaceDataset dataset, Throwable why) {
        return new IOException(
                "expected pictures that fit in memory, which ended while they were decoded, "
                        + found(dataset.size(), bytes(dataset)),
                why);
    }

    private String found(int pictures, long bytes) {
        String limit = bytes > machine - BESIDE
                ? String.format(
                        Locale.ROOT,
                        "%.1f GB this machine has, of which training needs %.1f beside them",
                        machine / 1e9,
                        BESIDE / 1e9)
                : String.format(Locale.ROOT, "%.1f GB Java may have", heap / 1e9);
        return String.format(
                Locale.ROOT,
                "found %d that take %.1f GB decoded, of the %s; scale them down (mogrify -resize '1280x1280>' FILE),"
                        + " their labels stay true%s",
                pictures,
                bytes / 1e9,
                limit,
                more(bytes));
    }

    /** Nothing where a heap that holds them does not fit into the machine. */
    private String more(long bytes) {
        long wanted = (long) Math.ceil(Math.max(bytes, heap) * REMEDY / (1 << 30));
        long gibibytes = Math.min(wanted, (machine - BESIDE) >> 30);
        boolean helps = gibibytes << 30 > heap && FOR_PICTURES * (gibibytes << 30) >= bytes;
        return helps ? ", or allow more (MASKGATE_JAVA_OPTS=-Xmx" + gibibytes + "g)" : "";
    }
}
