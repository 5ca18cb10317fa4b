/**
 * What is said over the broker, as a document: addresses, types and words, as AsyncAPI 3. Tests hold the messages
 * against it, and config/schema/asyncapi.yaml is written from it; nothing of it goes over the wire.
 *
 * <p>Rule: types and their description, nothing that talks. Whoever says something new registers it in {@code Messages}.
 */
@NullMarked
package io.maskgate.daemon.contract;

import org.jspecify.annotations.NullMarked;
