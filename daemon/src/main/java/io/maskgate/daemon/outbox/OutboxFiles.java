package io.maskgate.daemon.outbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Names, permissions and the setting aside of damaged files. Used under the lock of the {@link Disk}. */
final class OutboxFiles {
    private static final System.Logger LOG = System.getLogger(OutboxFiles.class.getName());

    /** Events say who was where without a mask: nobody else on the box reads them. */
    static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** The remedy where it is the service manager that forbids. */
    static final String WRITABLE = "The service writes no folder but /var/lib/maskgate"
            + " unless systemctl edit maskgate names it: [Service] ReadWritePaths=FOLDER";

    /** Damaged files that stay for somebody to look at, each as large as the outbox may be. */
    static final int DAMAGED_KEPT = 3;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> COMPANIONS = List.of("", "-wal", "-shm");

    private final Path folder;
    private final Permissions permissions;
    private boolean saidOpen;

    /** Changes who may read and write a file; a seam for tests of one that is another's. */
    interface Permissions {
        void set(Path file, Set<PosixFilePermission> permissions) throws IOException;
    }

    OutboxFiles(Path folder) {
        this(folder, Files::setPosixFilePermissions);
    }

    OutboxFiles(Path folder, Permissions permissions) {
        this.folder = folder;
        this.permissions = permissions;
    }

    Path database() {
        return folder.resolve("outbox.db");
    }

    Path lock() {
        return folder.resolve("outbox.lock");
    }

    /** Bytes of the database; 0 where there is none. */
    long size() {
        return database().toFile().length();
    }

    void prepareFolder() throws OutboxException {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new OutboxException(
                    folder + ": expected a folder this user may write, found " + words(e)
                            + "; create it, or set the key state to another. " + WRITABLE,
                    e);
        }
    }

    /** SQLite gives its companions the permissions of the database, so it is made before SQLite sees it. */
    void prepareDatabase() throws IOException {
        try {
            Files.createFile(database(), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException _) {
            for (var companion : COMPANIONS) {
                var file = folder.resolve(database().getFileName() + companion);
                if (Files.exists(file)) {
                    keepFromOthers(file);
                }
            }
        }
    }

    /** Where that is not in our hands the file may be of use nevertheless, which SQLite finds out. */
    private void keepFromOthers(Path file) {
        try {
            if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                permissions.set(file, OWNER_ONLY);
            }
        } catch (IOException e) {
            LOG.log(
                    saidOpen ? Level.DEBUG : Level.WARNING,
                    "{0}: expected a file that this user alone may read, found one whose permissions cannot be changed"
                            + " ({1}); others on this box may read who was where: let the service''s user own it, on a"
                            + " file system that knows owners",
                    file,
                    words(e));
            saidOpen = true;
        }
    }

    /**
     * Whether this user may not write here, as opposed to a disk that has no room for a file at the moment, or takes none
     * any more.
     */
    boolean areForbidden() {
        boolean there = Files.exists(database());
        if (there && !Files.isReadable(database())) {
            return true;
        }
        var probe = folder.resolve("outbox.probe");
        try {
            Files.deleteIfExists(probe);
            Files.createFile(probe, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.delete(probe);
            // Not asked before: on a read-only disk nobody's file is writable.
            return there && !Files.isWritable(database());
        } catch (IOException e) {
            return e instanceof AccessDeniedException;
        }
    }

    /** Moves the database and its companions out of the way; returns the new name. */
    Path setAside(Instant now) throws IOException {
        var stem = "outbox.damaged-" + STAMP.format(now);
        var target = folder.resolve(stem + ".db");
        for (int n = 2; Files.exists(target); n++) {
            target = folder.resolve(stem + "-" + n + ".db");
        }
        for (var companion : COMPANIONS) {
            var from = folder.resolve(database().getFileName() + companion);
            if (Files.exists(from)) {
                Files.move(from, folder.resolve(target.getFileName() + companion));
            }
        }
        return target;
    }

    /** Damaged files nobody took away yet, oldest first. */
    List<Path> damaged() throws IOException {
        try (var files = Files.newDirectoryStream(folder, "outbox.damaged-*.db")) {
            var found = new ArrayList<Path>();
            files.forEach(found::add);
            found.sort(null);
            return found;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Deletes damaged files beyond {@link #DAMAGED_KEPT}: of those before the latest the smallest, which hold least. */
    List<Path> deleteTooMany() throws IOException {
        var earlier = damaged();
        var deleted = new ArrayList<Path>();
        if (!earlier.isEmpty()) {
            earlier.removeLast();
            // Nobody else looks into this folder, so that sizes stay while they are sorted by.
            earlier.sort(Comparator.comparingLong(file -> file.toFile().length()));
            for (var file : earlier.subList(0, Math.max(0, earlier.size() + 1 - DAMAGED_KEPT))) {
                delete(file);
                deleted.add(file);
            }
        }
        return deleted;
    }

    /** Deletes a database with its companions, itself last: by its name they are found where that comes to no end. */
    void delete(Path file) throws IOException {
        for (var companion : COMPANIONS.reversed()) {
            Files.deleteIfExists(folder.resolve(file.getFileName() + companion));
        }
    }

    static String words(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "no permission";
            case NoSuchFileException _ -> "no such folder";
            case FileAlreadyExistsException _ -> "a file of that name";
            case FileSystemException failed when failed.getReason() != null -> failed.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
