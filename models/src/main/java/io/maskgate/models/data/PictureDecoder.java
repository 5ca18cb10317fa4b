package io.maskgate.models.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** JPEG and PNG files to uint8 RGB, by javax.imageio. */
final class PictureDecoder {
    /** Coordinates are 16.16 fixed-point further on; 4096 leaves room, and no training picture is larger. */
    static final int MAX_SIDE = 4096;
    /** Of so many pixels in a row, and of so many rows, one is kept where none is looked at. */
    private static final int SPARSE = 16;

    /** Of the reader's warnings those about something beside the pixels. */
    private static final List<String> HARMLESS = List.of("extraneous bytes", "color profile is invalid");

    record Size(int width, int height) {}

    private PictureDecoder() {}

    static DataProblem problem(Path picture, Exception e) {
        String found = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new DataProblem(picture, 0, "expected a readable RGB or grey picture, found: " + found);
    }

    /**
     * Reads only the header. Refused is also what EXIF says to turn: some programs that draw boxes do it, others do not, and
     * the gateway's cameras know no such thing.
     */
    static Size size(Path picture) throws IOException {
        int orientation = Exif.orientation(picture);
        if (orientation != Exif.UPRIGHT) {
            throw new IIOException("to be turned by EXIF (orientation " + orientation + ", expected " + Exif.UPRIGHT
                    + "); turn it (exiftran -ai FILE, or mogrify -auto-orient FILE) and draw its boxes again");
        }
        return lyingSize(picture);
    }

    /** The same, whichever way it lies. */
    static Size lyingSize(Path picture) throws IOException {
        return read(
                new FileImageInputStream(picture.toFile()),
                MAX_SIDE,
                reader -> new Size(reader.getWidth(0), reader.getHeight(0)));
    }

    /**
     * uint8 [H,W,3] RGB. Grey is repeated in three channels; alpha is dropped. CMYK is refused, and so are truncated and
     * damaged files, of which the reader would fill the rest with grey and only warn.
     */
    static byte[] rgb(Path picture) throws IOException {
        var damage = new ArrayList<String>();
        BufferedImage image = read(whole(picture), MAX_SIDE, reader -> {
            reader.addIIOReadWarningListener((_, warning) -> note(warning, damage));
            var decoded = reader.read(0);
            if (decoded.getRaster().getNumBands() > 3 && reader.getFormatName().equalsIgnoreCase("jpeg")) {
                throw new IIOException("four colour channels (CMYK)");
            }
            return decoded;
        });
        if (!damage.isEmpty()) {
            throw new IIOException(damage.getFirst());
        }
        return pixels(image);
    }

    private static void note(String warning, List<String> damage) {
        if (HARMLESS.stream().noneMatch(warning::contains)) {
            damage.add(warning);
        }
    }

    /**
     * Where the reader fills the rest of a picture with grey, of which it only warns. What it cannot read at all, and what
     * is too large or of too many colours to learn from, is not told of: another decoder may show that.
     */
    static Optional<DataProblem> damage(Path picture) {
        var damage = new ArrayList<String>();
        try {
            read(whole(picture), Integer.MAX_VALUE, reader -> {
                reader.addIIOReadWarningListener((_, warning) -> note(warning, damage));
                var sparse = reader.getDefaultReadParam();
                // It reads all of them and keeps few.
                sparse.setSourceSubsampling(SPARSE, SPARSE, 0, 0);
                return reader.canReadRaster() ? reader.readRaster(0, sparse) : reader.read(0, sparse);
            });
        } catch (IOException _) {
            // What it warned of before counts.
        }
        return damage.stream().findFirst().map(warning -> problem(picture, new IIOException(warning)));
    }

    private interface Use<T> {
        T with(ImageReader reader) throws IOException;
    }

    /** To be decoded: a JPEG with the quirks of who wrote it put right, so that what is warned of is damage. */
    private static ImageInputStream whole(Path picture) throws IOException {
        try (var in = new FileInputStream(picture.toFile())) {
            byte[] start = in.readNBytes(2);
            if (!JpegQuirks.isJpeg(start)) {
                return new FileImageInputStream(picture.toFile());
            }
            byte[] rest = in.readAllBytes();
            byte[] file = Arrays.copyOf(start, start.length + rest.length);
            System.arraycopy(rest, 0, file, start.length, rest.length);
            JpegQuirks.mend(file);
            return new MemoryCacheImageInputStream(new ByteArrayInputStream(file));
        }
    }

    private static <T> T read(ImageInputStream picture, int most, Use<T> use) throws IOException {
        try (var in = picture) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IIOException("neither JPEG nor PNG");
            }
            var reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if (width > most || height > most) {
                    throw new IIOException(width + "x" + height + " pixels, at most " + most
                            + " a side; scale it down (mogrify -resize '" + most + "x" + most
                            + ">' FILE), its labels stay true");
                }
                return use.with(reader);
            } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
                throw new IIOException("damaged: " + e.getMessage(), e);
            } finally {
                reader.dispose();
            }
        }
    }

    private static byte[] pixels(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        var rgb = new byte[width * height * 3];
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < rgb.length; i += 3) {
                rgb[i] = bgr[i + 2];
                rgb[i + 1] = bgr[i + 1];
                rgb[i + 2] = bgr[i];
            }
        } else if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
            // Not getRGB: it takes Java's grey for linear light and would brighten it.
            byte[] grey = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < grey.length; i++) {
                rgb[3 * i] = grey[i];
                rgb[3 * i + 1] = grey[i];
                rgb[3 * i + 2] = grey[i];
            }
        } else if (image.getColorModel() instanceof ComponentColorModel model
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            // The same of 16 bits, or with alpha.
            int[] grey = image.getRaster().getSamples(0, 0, width, height, 0, (int[]) null);
            int surplus = model.getComponentSize(0) - 8;
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) (grey[i / 3] >> surplus);
            }
        } else {
            int[] argb = image.getRGB(0, 0, width, height, null, 0, width);
            for (int i = 0; i < argb.length; i++) {
                rgb[3 * i] = (byte) (argb[i] >> 16);
                rgb[3 * i + 1] = (byte) (argb[i] >> 8);
                rgb[3 * i + 2] = (byte) argb[i];
            }
        }
        return rgb;
    }
}
