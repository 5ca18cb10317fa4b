/**
 * Pictures kept on this machine, in privacy mode {@code pictures} alone: crops of faces the model has trouble with, to learn
 * from, and snapshots of events.
 *
 * <p>Rule: what makes a face hard ({@code Hardness}) is pure; every picture passes the privacy gate before it is written;
 * {@code Vault} alone touches the folder, and keeps its quota and retention. Whatever is not kept is counted.
 */
@NullMarked
package io.maskgate.daemon.samples;

import org.jspecify.annotations.NullMarked;
