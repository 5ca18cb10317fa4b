package io.maskgate.models.data;

import java.util.List;

/**
 * One augmented input. The owner may not change the pixels.
 *
 * @param pixels uint8 [H,W,3] RGB
 * @param faces faces to find, input pixels
 * @param ignored faces too small or mostly cut off, or with the mouth out of sight: neither positive nor negative
 */
public record View(byte[] pixels, List<Face> faces, List<Face> ignored) {
    public View {
        faces = List.copyOf(faces);
        ignored = List.copyOf(ignored);
    }
}
