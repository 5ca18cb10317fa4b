/** Tests of the endpoints over real HTTP, with fakes behind the room's own interfaces. */
@NullMarked
package io.maskgate.daemon.http;

import org.jspecify.annotations.NullMarked;
