package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.files.DurableFile;
import io.maskgate.hw.inference.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A file that knows what it is for and whether it is whole: magic, the key's length and text, the content's length,
 * sha256 of key and content, content; numbers big-endian. Written to a temporary name, forced to disk and renamed, so that
 * a build or a write cut short leaves nothing under the name.
 */
final class SealedFile {
    private static final byte[] MAGIC = "MGENGIN1".getBytes(StandardCharsets.US_ASCII);
    private static final int SUM_BYTES = 32;
    private static final int MOST_KEY_BYTES = 64 << 10;
    private static final int MOST_BYTES = 1 << 30;
    private static final int HEAD_BYTES = MAGIC.length + Integer.BYTES + Long.BYTES + SUM_BYTES;

    private SealedFile() {}

    /** The file is not whole, or not what its name says. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(Path file, String expected, String found) {
            super(file + ": expected " + expected + ", found " + found);
        }
    }

    /**
     * The content of a file written for this key.
     *
     * @throws Damaged when anything of it differs from what {@link #write} left
     */
    static byte[] read(Path file, String key) throws IOException, Damaged {
        long size = Files.size(file);
        if (size < HEAD_BYTES || size > MOST_BYTES) {
            throw new Damaged(file, "a file of " + HEAD_BYTES + " to " + MOST_BYTES + " bytes", size + " bytes");
        }
        var data = ByteBuffer.wrap(Files.readAllBytes(file));
        byte[] magic = take(file, data, MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new Damaged(file, "a file of ours", "another beginning");
        }
        byte[] storedKey = take(file, data, length(file, data, data.getInt(), MOST_KEY_BYTES));
        if (!new String(storedKey, StandardCharsets.UTF_8).equals(key)) {
            throw new Damaged(file, "an engine for this model, GPU and TensorRT", "one for another");
        }
        if (data.remaining() < Long.BYTES + SUM_BYTES) {
            throw new Damaged(file, "a length and a sum behind the key", data.remaining() + " bytes");
        }
        long stored = data.getLong();
        byte[] sum = take(file, data, SUM_BYTES);
        if (stored != data.remaining()) {
            throw new Damaged(file, stored + " bytes of content", data.remaining() + " bytes");
        }
        byte[] content = take(file, data, data.remaining());
        if (!MessageDigest.isEqual(sum, Sha256.of(storedKey, content))) {
            throw new Damaged(file, "its own sha256", "another");
        }
        return content;
    }

    static void write(Path file, String key, byte[] content) throws IOException {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        var head = ByteBuffer.allocate(HEAD_BYTES + keyBytes.length)
                .put(MAGIC)
                .putInt(keyBytes.length)
                .put(keyBytes)
                .putLong(content.length)
                .put(Sha256.of(keyBytes, content))
                .flip();
        var temporary = file.resolveSibling(file.getFileName() + EngineCache.PART);
        try {
            try (var channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                DurableFile.writeFully(channel, head);
                DurableFile.writeFully(channel, ByteBuffer.wrap(content));
                channel.force(true);
            }
            DurableFile.putInPlace(temporary, file);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw new IOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static int length(Path file, ByteBuffer data, int length, int most) throws Damaged {
        if (length < 0 || length > most || length > data.remaining()) {
            throw new Damaged(file, "a key of at most " + most + " bytes", length + " bytes");
        }
        return length;
    }

    private static byte[] take(Path file, ByteBuffer data, int length) throws Damaged {
        if (length > data.remaining()) {
            throw new Damaged(file, length + " more bytes", data.remaining() + " bytes");
        }
        byte[] bytes = new byte[length];
        data.get(bytes);
        return bytes;
    }
}
