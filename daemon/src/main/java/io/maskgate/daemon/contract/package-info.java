/**
 * What is said over the broker, as a document: addresses, types and words, as AsyncAPI 3.
 *
 * <p>Rule: types and their description, nothing that talks. Whoever says something new registers it in {@code Messages}.
 */
@NullMarked
package io.maskgate.daemon.contract;

import org.jspecify.annotations.NullMarked;
