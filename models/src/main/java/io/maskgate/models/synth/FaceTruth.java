package io.maskgate.models.synth;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;

/**
 * What is true about one face in one picture.
 *
 * @param person stable id of the person
 * @param label whether the mask covers mouth and nose
 * @param box tight box of the face, hairline to chin and ear to ear, clipped to the picture; drawn whole where another
 *     person hides a part of it; empty where the face is out of the picture
 * @param visible share of the face's pixels that can be seen, 0 to 1
 */
public record FaceTruth(int person, MaskLabel label, Box box, double visible) {
    public FaceTruth {
        if (!(visible >= 0 && visible <= 1)) {
            throw new IllegalArgumentException("visible: expected a share from 0 to 1, found " + visible);
        }
    }
}
