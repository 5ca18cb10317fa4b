package io.maskgate.models.files;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import org.w3c.dom.Element;

/** A picture as the bytes of a JPEG. */
public final class Jpeg {
    private static final String TREE = "javax_imageio_jpeg_image_1.0";

    private Jpeg() {}

    /** With a colour for every four pixels, as most cameras store it. */
    public static byte[] of(BufferedImage image, float quality) throws IOException {
        return encoded(image, quality, false);
    }

    /** With a colour for each pixel. */
    public static byte[] fine(BufferedImage image, float quality) throws IOException {
        return encoded(image, quality, true);
    }

    private static byte[] encoded(BufferedImage image, float quality, boolean fine) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try {
            var bytes = new ByteArrayOutputStream();
            var parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            try (var output = ImageIO.createImageOutputStream(bytes)) {
                writer.setOutput(output);
                writer.write(
                        null,
                        new IIOImage(image, List.of(), fine ? fine(writer, image, parameters) : null),
                        parameters);
            }
            return bytes.toByteArray();
        } finally {
            writer.dispose();
        }
    }

    /** Brightness in no finer a grid than colour. */
    private static IIOMetadata fine(ImageWriter writer, BufferedImage image, ImageWriteParam parameters)
            throws IOException {
        var metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), parameters);
        var root = (Element) metadata.getAsTree(TREE);
        var brightness = (Element) root.getElementsByTagName("componentSpec").item(0);
        brightness.setAttribute("HsamplingFactor", "1");
        brightness.setAttribute("VsamplingFactor", "1");
        metadata.setFromTree(TREE, root);
        return metadata;
    }
}
