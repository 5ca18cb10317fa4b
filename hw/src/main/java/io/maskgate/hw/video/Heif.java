package io.maskgate.hw.video;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Pictures in the container of videos, as phones make them: HEIC and AVIF. FFmpeg opens one as a video, each tile of it as a
 * stream, and leaves it to its caller to put the tiles together and to turn the whole: one tile would be taken for the
 * picture.
 */
final class Heif {
    /** Brands of pictures; those of sequences (hevc, msf1, avis) may be videos. */
    private static final Set<String> BRANDS = Set.of("heic", "heix", "heim", "heis", "mif1", "avif");

    private static final int START_BYTES = 12;

    private Heif() {}

    /** By the first bytes, so that one which FFmpeg cannot open is known too. */
    static boolean is(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(START_BYTES), StandardCharsets.ISO_8859_1);
            return start.length() == START_BYTES && start.startsWith("ftyp", 4) && BRANDS.contains(start.substring(8));
        }
    }

    /** By what FFmpeg read of its header. */
    static boolean is(AVFormatContext format) {
        var brand = avutil.av_dict_get(format.metadata(), "major_brand", null, 0);
        if (brand != null && BRANDS.contains(brand.value().getString())) {
            return true;
        }
        for (int i = 0; i < format.nb_stream_groups(); i++) {
            if (format.stream_groups(i).type() == avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID) {
                return true;
            }
        }
        return false;
    }
}
