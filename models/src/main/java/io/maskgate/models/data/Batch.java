package io.maskgate.models.data;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Views side by side.
 *
 * @param epoch the epoch it belongs to, from 0
 * @param index its place in the epoch, from 0
 * @param pixels direct, native order, uint8 [N,H,W,3] RGB; lent by the loader until its next call of next, startAt or close
 * @param faces per view the faces to find, input pixels
 * @param ignored per view the boxes that are neither positive nor negative
 * @param opinions per onlooker of the loader, per view, the faces it believes in
 */
public record Batch(
        int epoch,
        int index,
        ByteBuffer pixels,
        List<List<Face>> faces,
        List<List<Face>> ignored,
        List<List<List<SoftFace>>> opinions) {
    public Batch {
        faces = List.copyOf(faces);
        ignored = List.copyOf(ignored);
        opinions = List.copyOf(opinions);
    }
}
