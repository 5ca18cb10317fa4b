/**
 * Networks, described once and interpreted many times: trained, counted, exported.
 *
 * <p>Rule: a network is a function over a {@link io.maskgate.models.net.Backend}; nothing here knows libtorch or ONNX.
 */
@NullMarked
package io.maskgate.models.net;

import org.jspecify.annotations.NullMarked;
