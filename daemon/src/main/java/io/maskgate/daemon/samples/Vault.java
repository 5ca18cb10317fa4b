package io.maskgate.daemon.samples;

import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.privacy.PrivateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored pictures: a file each, named by time and kind and nothing else. Keeps a quota, the oldest go first, and a
 * retention; a disk that takes nothing costs pictures and nothing else. Thread-safe.
 */
public final class Vault {
    private static final System.Logger LOG = System.getLogger(Vault.class.getName());
    /** All names are in memory, at some 180 bytes each; a disk may have room for more of them than memory has. */
    private static final int MOST = 250_000;

    private final Path folder;
    private final Limits limits;
    private final Optional<Seal> seal;
    private final PrivacyGate gate;
    private final PictureAges ages;
    private final Writing writing;
    /** By name, which is by time. */
    private final TreeMap<String, Entry> files = new TreeMap<>();

    private final Map<Fate, Long> counts = new EnumMap<>(Fate.class);
    private long bytes;
    private boolean failing;
    /** Whether the pictures of an earlier process could not be counted yet. */
    private boolean unread;
    /** What folder it was that was looked through: a disk mounted later is another. Null where there was none. */
    private @Nullable Object seen;
    /** Whether a picture of this process may lie there that is not counted. */
    private boolean astray;
    /** Whether pictures that are too old, or beyond the quota, could not be deleted. */
    private boolean stuck;

    /** For who only asks: a disk that hangs must not hold metrics up. */
    private volatile Standing standing = new Standing(0, 0, Map.of(), Optional.empty());

    private record Standing(int size, long bytes, Map<Fate, Long> counts, Optional<String> trouble) {}

    /** @param taken as {@link PictureAges#taken} says; absent where an earlier process stored it */
    private record Entry(long bytes, OptionalLong taken) {}

    /**
     * @param retention pictures older than this are deleted
     * @param quota bytes of all together
     * @param reserve bytes the disk must have left: events are worth more than pictures
     * @param most pictures of all together
     */
    record Limits(Duration retention, long quota, long reserve, int most) {
        Limits(Duration retention, long quota, long reserve) {
            this(retention, quota, reserve, MOST);
        }
    }

    /** Writes a file for good. */
    interface Writing {
        void write(Path file, byte[] content) throws IOException;
    }

    /** What became of a picture. */
    public enum Fate {
        STORED,
        /** The gate did not let it pass. */
        WITHHELD,
        /** The disk took nothing, or has no room but for events. */
        FAILED,
        /** It was older than the retention. */
        EXPIRED,
        /** A newer one needed its room. */
        DISPLACED;

        /** As it stands in metrics. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param folder made when the first picture comes */
    Vault(Path folder, Limits limits, Optional<Seal> seal, PrivacyGate gate, PictureAges.Time time) {
        this(folder, limits, seal, gate, time, PrivateFiles::replace);
    }

    Vault(Path folder, Limits limits, Optional<Seal> seal, PrivacyGate gate, PictureAges.Time time, Writing writing) {
        this.folder = folder;
        this.limits = limits;
        this.seal = seal;
        this.gate = gate;
        this.ages = new PictureAges(limits.retention(), time);
        this.writing = writing;
        for (var fate : Fate.values()) {
            counts.put(fate, 0L);
        }
        findAll();
        note();
    }

    private void note() {
        standing = new Standing(files.size(), bytes, Map.copyOf(counts), Optional.ofNullable(words()));
    }

    private @Nullable String words() {
        if (unread) {
            return "not every stored picture can be read, and so deleted on time; the log says more";
        }
        if (stuck) {
            return "pictures that are too old, or beyond pictures.quota, cannot be deleted; the log says more";
        }
        return failing ? "the disk takes no pictures; the log says more" : null;
    }

    /** Tries anew at each sweep where the folder could not be read: a disk that is mounted late, rights that are mended. */
    private void findAll() {
        try {
            // Before the look: a disk mounted in the middle of it is one more look.
            seen = key();
            find();
            astray = false;
            if (unread) {
                unread = false;
                LOG.log(Level.INFO, "{0} can be read now", folder);
            }
        } catch (IOException e) {
            if (!unread) {
                unread = true;
                LOG.log(
                        Level.ERROR,
                        "{0} cannot be read as a whole, not every picture in it is deleted on time: {1}",
                        folder,
                        e);
            }
        }
    }

    private @Nullable Object key() throws IOException {
        return Files.exists(folder)
                ? Files.readAttributes(folder, BasicFileAttributes.class).fileKey()
                : null;
    }

    /** Also where that cannot be told: the look through it tells why. */
    private boolean isAnother() {
        try {
            return !Objects.equals(key(), seen);
        } catch (IOException e) {
            return true;
        }
    }

    /** The pictures of an earlier process; what a crash left half is deleted. */
    private void find() throws IOException {
        var trouble = PictureFolder.each(folder, name -> {
            if (PictureFolder.isPicture(name)) {
                found(name, Files.size(folder.resolve(name)));
            } else if (PictureFolder.isHalf(name)) {
                Files.delete(folder.resolve(name));
            }
        });
        if (trouble.isPresent()) {
            throw trouble.get().first();
        }
    }

    /** The oldest go at once where there are too many to be remembered: there is no start without room for them. */
    private void found(String name, long size) throws IOException {
        bytes += files.putIfAbsent(name, new Entry(size, OptionalLong.empty())) == null ? size : 0;
        if (files.size() > limits.most()) {
            String oldest = files.firstKey();
            forget(oldest);
            Files.deleteIfExists(folder.resolve(oldest));
            count(Fate.DISPLACED);
        }
    }

    /** Keeps a picture, if it may be kept and there is room. */
    synchronized void keep(String kind, UUID id, Instant at, Stored picture) {
        boolean ended = false;
        try {
            store(kind, id, at, picture);
            ended = true;
        } finally {
            astray |= !ended;
            note();
        }
    }

    private void store(String kind, UUID id, Instant at, Stored picture) {
        if (gate.pass(Exit.STORED_PICTURES, picture.jpeg()).isEmpty()) {
            count(Fate.WITHHELD);
            return;
        }
        String name = String.format(Locale.ROOT, "%013d-%s-%s.mgp", at.toEpochMilli(), kind, id);
        byte[] content = picture.write(name, seal);
        try {
            if (content.length > limits.quota()) {
                throw new IOException("it is larger than pictures.quota");
            }
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            makeRoom(1, content.length);
            if (Files.getFileStore(folder).getUsableSpace() < limits.reserve() + content.length) {
                throw new IOException("the disk has no room left but for events");
            }
            writing.write(folder.resolve(name), content);
            files.put(name, new Entry(content.length, OptionalLong.of(ages.taken(at))));
            bytes += content.length;
            count(Fate.STORED);
            if (failing) {
                failing = false;
                LOG.log(Level.INFO, "pictures are stored again");
            }
        } catch (IOException e) {
            failed(name, e);
        }
    }

    /** Within the quota, and for no more than can be remembered; the oldest go first. */
    private void makeRoom(int pictures, long more) throws IOException {
        while ((bytes + more > limits.quota() || files.size() + pictures > limits.most()) && !files.isEmpty()) {
            delete(files.firstKey(), Fate.DISPLACED);
        }
    }

    private void failed(String name, IOException e) {
        count(Fate.FAILED);
        try {
            Files.deleteIfExists(folder.resolve(name + PictureFolder.HALF));
            if (!files.containsKey(name)) {
                // Its name was there already, and not yet for good: counted nowhere, it would stay for ever.
                Files.deleteIfExists(folder.resolve(name));
            }
        } catch (IOException more) {
            astray = true;
            e.addSuppressed(more);
        }
        if (!failing) {
            failing = true;
            LOG.log(Level.WARNING, "{0}: a picture cannot be stored, as many that follow: {1}", folder, e);
        }
    }

    /**
     * To be called each minute or so: deletes what is too old, or dated so far ahead that its age is not known, and what
     * an earlier process left beyond the quota, which may have been larger then.
     */
    synchronized void sweep() {
        if (unread || astray || isAnother()) {
            findAll();
        }
        ages.look();
        var failed = new ArrayList<IOException>();
        for (var name : files.keySet().stream().filter(this::isOver).toList()) {
            try {
                delete(name, Fate.EXPIRED);
            } catch (IOException e) {
                failed.add(e);
            }
        }
        try {
            makeRoom(0, 0);
        } catch (IOException e) {
            failed.add(e);
        }
        tell(failed);
        note();
    }

    /** Once: on a disk that takes nothing any more it would be a line for each of thousands, twice a minute. */
    private void tell(List<IOException> failed) {
        if (!stuck && !failed.isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "{0}: {1} pictures are too old, or beyond pictures.quota, and cannot be deleted, as those that follow; it is tried again: {2}",
                    folder,
                    failed.size(),
                    failed.getFirst());
        } else if (stuck && failed.isEmpty()) {
            LOG.log(Level.INFO, "{0}: the pictures that are too old, or beyond pictures.quota, are deleted", folder);
        }
        stuck = !failed.isEmpty();
    }

    private boolean isOver(String name) {
        var taken = files.get(name).taken;
        var dated = Instant.ofEpochMilli(Long.parseLong(name.substring(0, name.indexOf('-'))));
        return taken.isPresent() ? ages.isOver(taken.getAsLong()) : ages.isOver(dated);
    }

    private void delete(String name, Fate why) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        forget(name);
        count(why);
    }

    private void forget(String name) {
        var entry = files.remove(name);
        bytes -= entry == null ? 0 : entry.bytes;
    }

    private void count(Fate fate) {
        counts.merge(fate, 1L, Long::sum);
    }

    /** Of all stored pictures. */
    public long bytes() {
        return standing.bytes;
    }

    /** How many pictures are stored. */
    public int size() {
        return standing.size;
    }

    /** What became of pictures in this process. */
    public Map<Fate, Long> counts() {
        return standing.counts;
    }

    /** What the disk does not do at present. */
    Optional<String> trouble() {
        return standing.trouble;
    }
}
