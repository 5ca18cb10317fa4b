/**
 * Pictures in: RTSP, HTTP and file sources, decoding, scaling to the model's input, JPEG out.
 *
 * <p>Rule: only this package touches FFmpeg. A source belongs to the thread that opened it; every native object has
 * one owner and is closed by it; every native call that may block has a deadline.
 */
@NullMarked
package io.maskgate.hw.video;

import org.jspecify.annotations.NullMarked;
