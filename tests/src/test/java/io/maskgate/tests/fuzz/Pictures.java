package io.maskgate.tests.fuzz;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;

/** Small good pictures of every kind that is decoded. */
final class Pictures {
    private static final int WIDTH = 48;
    private static final int HEIGHT = 32;

    /** Made with {@code ffmpeg -f lavfi -i testsrc=size=48x32 -frames:v 1 -lossless N x.webp}; Java writes none. */
    private static final String WEBP =
            "UklGRjACAABXRUJQVlA4ICQCAACwDgCdASowACAAPnkykkekoyGhOrzIAJAPCWwAnTlBWh34/K/x35AlwPwD8I/vH5"
                    + "Lf4DgAP0P3AH6zfsB7AH+Z/x3YAfrt1gHoAfwD+cdZl+2Ho0XeF9VsgHx6cQBj8mYB+tw5Oz4RFxNDa2Lx7OjC8uoP"
                    + "iti3/ycMJQnsfQAA/v4WurRUM71qE0pPinw/Ty+FUN9sDeZkSg+VQl1FRHolT9Xl6Xr71+UjPDOWkDyAgQcJkv4T6V"
                    + "75vqz0+LHyquazUYeNzrrQxULv/qPZWkSPaQ3/rJa15+D8VV/+zoerK08W0WHl/68YHQn65B+lB/14wOhP/rkH6SLT"
                    + "Z86ry/tMTzNrH/Ov7TCpgK7Ls5OfHRuYJd/pMZXDvwj3JXmaLmkb8+f931xIXduvajx92ienssDSuR/r0/HEBUQlHV"
                    + "gEautPnkTe8oFW95V762Y5cP9ZJ/ORbyaxiXnKBy3aVwsLAwd33Yf17VV2PKHh8+W2P+reF9iIi8GROtdrVpP0/fs7"
                    + "cMLv51v0T/G8zd60//f11RzBLf201TPiDM7n8sP//qNI7qxRWjK3EVPOYGaPaeLqv0wNoiNZHKM53/S07073jiyKLp"
                    + "MpjK+5dZ/pZ1/OY8iXU6SHdS1iuwws4ESfP0A+ejES6lu0S+Za84NIUUiN+uRggGdmpiDb7wBc/JlTqSV/Ug5v/B38"
                    + "lO4V7MxezYsagrFcu/kX+P/+19wXnMLg7MAAAA==";

    private static final String WEBP_LOSSLESS =
            "UklGRsgAAABXRUJQVlA4TLwAAAAvL8AHALkuRPQ/NgMSA97/YIOjRpIcqQrJLX8Wx+QOSa33/pXDoI0kIV2MgFSk8k"
                    + "YYhowkCaohuTM/lFd5kw41bttGZdxrypRH0KOITsYlAA2dNMZ6kAa9TcpyxFxGBAEzIpYwYV6W1srmnYuPlQMm2fUf"
                    + "gC/5bXimNKx1vEa8Reus/ACUis63VXzQp5S8K6XokNun9aPvf44efbrJrz7vAYjTpxnMcLIEjpg75y0BYXrOuy2cTU"
                    + "EA07VKAA==";

    private Pictures() {}

    static List<byte[]> all() {
        return List.of(
                written("jpeg", BufferedImage.TYPE_INT_RGB, false),
                written("jpeg", BufferedImage.TYPE_INT_RGB, true),
                written("png", BufferedImage.TYPE_INT_ARGB, false),
                written("png", BufferedImage.TYPE_BYTE_INDEXED, false),
                written("png", BufferedImage.TYPE_USHORT_GRAY, false),
                written("bmp", BufferedImage.TYPE_INT_RGB, false),
                Base64.getDecoder().decode(WEBP),
                Base64.getDecoder().decode(WEBP_LOSSLESS));
    }

    private static byte[] written(String format, int type, boolean progressive) {
        var image = new BufferedImage(WIDTH, HEIGHT, type);
        var pen = image.createGraphics();
        for (int x = 0; x < WIDTH; x++) {
            pen.setColor(new Color(x * 5, 255 - x * 5, x * x % 256));
            pen.drawLine(x, 0, WIDTH - x, HEIGHT);
        }
        pen.dispose();
        var out = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName(format).next();
        try (var to = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(to);
            var how = writer.getDefaultWriteParam();
            if (progressive) {
                how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
