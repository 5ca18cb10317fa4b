package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maskgate.hw.video.VideoException.Reason;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoUrlTest {
    @ParameterizedTest
    @CsvSource({
        "rtsp://cam/stream, rtsp://cam/stream",
        "rtsp://joe:s3cret@cam:554/stream, rtsp://***@cam:554/stream",
        "RTSPS://joe:p@ss@cam/stream, rtsps://***@cam/stream",
        "rtsp://joe@cam/stream, rtsp://***@cam/stream",
        "rtsp://u:p@[fe80::1]:554/s, rtsp://***@[fe80::1]:554/s",
        "rtsp://cam/real?channel=1&subtype=0, rtsp://cam/real?channel=1&subtype=0",
        "http://cam/v?user=joe&pwd=x1y2&channel=2, http://cam/v?user=***&pwd=***&channel=2",
        "http://cam/v?abcdef, http://cam/v?***",
        "rtsp://cam/user=admin_password=tlJw_channel=1.sdp?x, rtsp://cam/user=admin_password=***?***",
        "https://cam/live?token=a=b, https://cam/live?token=***",
        "/var/clip.mp4, file:/var/clip.mp4",
        "clip.mp4, file:clip.mp4",
        "./a:b.mp4, file:./a:b.mp4",
        "file:/var/clip.mp4, file:/var/clip.mp4",
        "file:///var/my%20clip.mp4, file:/var/my clip.mp4",
    })
    void whatPeopleSeeHoldsNoSecret(String url, String shown) throws Exception {
        var parsed = VideoUrl.parse(url);
        assertThat(parsed.redacted()).isEqualTo(shown);
        assertThat(parsed).hasToString(shown);
        assertThat(VideoSpec.of(parsed).toString()).contains("url=" + shown);
    }

    /** UniFi Protect and others take the secret as their path. */
    @Test
    void aPartThatIsToBeHiddenIsHiddenWhereverItStands() throws Exception {
        var url = VideoUrl.parse("rtsps://nvr:7441/s3cr%2Ft-long/s3cr%2Ft?enable")
                .hiding(Set.of("s3cr/t", "s3cr/t-long", "nvr"));

        assertThat(url).hasToString("rtsps://nvr:7441/***/***?***");
        assertThat(url.full()).isEqualTo("rtsps://nvr:7441/s3cr%2Ft-long/s3cr%2Ft?enable");
        assertThat(url.secrets()).contains("s3cr/t", "s3cr%2Ft");
        var whole = "rtsps://nvr:7441/s3cret/1";
        assertThat(VideoUrl.parse(whole).hiding(Set.of(whole))).hasToString("rtsps://nvr:7441/***");
        assertThat(VideoUrl.parse("/clips/s3cret/a.mp4").hiding(Set.of("s3cret")))
                .hasToString("file:/clips/***/a.mp4");
    }

    /** FFmpeg's RTSP client sends the first 127 characters as if they were all; its HTTP client takes more. */
    @Test
    void credentialsThatFfmpegWouldCutAreRefused() throws Exception {
        String longest = "joe:" + "p".repeat(123);
        assertThat(VideoUrl.parse("rtsp://" + longest + "@cam/s").full()).contains(longest);
        for (String scheme : new String[] {"rtsp", "rtsps"}) {
            var refusal = catchThrowableOfType(
                    VideoException.class, () -> VideoUrl.parse(scheme + "://" + longest + "q@cam/s"));
            assertThat(refusal.reason()).isEqualTo(Reason.REFUSED_SCHEME);
            assertThat(refusal)
                    .hasMessageContaining("at most 127 characters together")
                    .hasMessageContaining("found 128")
                    .hasMessageNotContaining("ppp");
        }
        assertThat(VideoUrl.parse("http://" + longest + "q@cam/s").full()).contains(longest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "concat:/etc/passwd|/etc/group",
                "pipe:0",
                "fd:0",
                "subfile,,start,0,end,9,,:/etc/passwd",
                "tcp://cam:80",
                "udp://239.0.0.1:1234",
                "rtmp://cam/live",
                "srt://cam:9000",
                "ftp://cam/x",
                "data:video/mp4;base64,AAAA",
                "crypto:file:/etc/passwd",
                "async:file:/etc/passwd",
                "javascript:alert(1)",
            })
    void everyOtherSchemeIsRefusedWithTheAllowedOnes(String url) {
        var refusal = catchThrowableOfType(VideoException.class, () -> VideoUrl.parse(url));
        // Text that is not even a scheme is a path, and no such file exists.
        if (url.startsWith("subfile,")) {
            assertThat(refusal).isNull();
            return;
        }
        assertThat(refusal.reason()).isEqualTo(Reason.REFUSED_SCHEME);
        assertThat(refusal)
                .hasMessage("video URL: scheme '" + url.substring(0, url.indexOf(':'))
                        + "' is not allowed; allowed are rtsp, rtsps, http, https, file, and plain paths"
                        + " (write ./ before a path with a colon)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://joe:s3cret/x@cam/stream",
                "rtsp://joe:s3cret#1@cam/stream",
                "rtsp://joe:s3cret@",
                "rtsp://joe:s3cret@cam:0/x",
                "rtsp://joe:s3cret@cam:99999/x",
                "rtsp://joe:s3cret@cam:port/x",
                "rtsp:joe:s3cret@cam",
                "file://joe:s3cret@cam/x",
                "rtsp://joe:s3cret@cam/x\r\nDESCRIBE",
                "file:///x%00s3cret",
                "file:///x%zzs3cret",
            })
    void aBrokenUrlIsRefusedWithoutRepeatingItsPassword(String url) {
        var refusal = catchThrowableOfType(VideoException.class, () -> VideoUrl.parse(url));
        assertThat(refusal.reason()).isEqualTo(Reason.REFUSED_SCHEME);
        assertThat(refusal.getMessage()).startsWith("video URL: ").doesNotContain("s3cret");
    }

    @Test
    void whatFfmpegGetsIsTheWholeUrl() throws Exception {
        assertThat(VideoUrl.parse("RTSP://joe:p%40ss@Cam:554/Stream?a=b").full())
                .isEqualTo("rtsp://joe:p%40ss@Cam:554/Stream?a=b");
        assertThat(VideoUrl.parse("/x y.mp4").full()).isEqualTo("file:/x y.mp4");
    }

    /** Both ways to write the interface; FFmpeg takes the bare one. */
    @ParameterizedTest
    @CsvSource({
        "rtsp://u:p@[fe80::1%eth0]/s, rtsp://u:p@[fe80::1%eth0]/s",
        "rtsp://u:p@[fe80::1%25eth0]:554/s%25x, rtsp://u:p@[fe80::1%eth0]:554/s%25x",
        "http://[fe80::a%25enp3s0.7], http://[fe80::a%enp3s0.7]",
        "rtsp://[fe80::1%3]/s, rtsp://[fe80::1%3]/s"
    })
    void aLinkLocalAddressHasItsInterface(String written, String ffmpegs) throws Exception {
        var url = VideoUrl.parse(written);
        assertThat(url.full()).isEqualTo(ffmpegs);
        assertThat(url.lacksInterface()).isFalse();
    }

    /** It was called a codec that is not decoded. */
    @ParameterizedTest
    @ValueSource(strings = {"rtsp://[fe80::1]/s", "http://u:p@[FEBF::1]:80/s"})
    void aLinkLocalAddressWithoutItsInterfaceIsNotReached(String written) throws Exception {
        var refusal = Clips.refusal(Clips.spec(written));
        assertThat(refusal).hasMessageEndingWith("write that behind it, such as [fe80::1%eth0]");
        assertThat(refusal.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(VideoUrl.parse("rtsp://[fd00::1]/s").lacksInterface()).isFalse();
    }

    @Test
    void aPasswordIsASecretAsItIsWrittenAndAsItIsMeant() throws Exception {
        var url = VideoUrl.parse("rtsp://joe:a%2Fb%40c%20d%3Ae@cam/s");
        assertThat(url.full()).isEqualTo("rtsp://joe:a%2Fb%40c%20d%3Ae@cam/s");
        assertThat(url.secrets()).contains("a/b@c d:e", "a%2Fb%40c%20d%3Ae").doesNotContain("joe");
    }

    @Test
    void whatIsSaidBehindAnAddressIsShownAndNotSent() throws Exception {
        var url = VideoUrl.parse("http://joe:pw@cam/live?token=abc#.mp4");
        assertThat(url.full()).isEqualTo("http://joe:pw@cam/live?token=abc");
        assertThat(url.secrets()).containsExactlyInAnyOrder("joe:pw", "pw", "abc");
        assertThat(url).hasToString("http://***@cam/live?token=***#.mp4");
        assertThat(url).isNotEqualTo(VideoUrl.parse("http://joe:pw@cam/live?token=abc"));
        assertThat(url.hiding(Set.of("live")).containers()).isEqualTo(Containers.FILE);
        assertThat(VideoUrl.parse("http://cam/s3cret#.mp4").hiding(Set.of("http://cam/s3cret#.mp4")))
                .as("the whole address a secret")
                .hasToString("http://cam/***#.mp4");
        assertThat(VideoUrl.parse("rtsp://cam/live#.mp4").full()).isEqualTo("rtsp://cam/live#.mp4");
    }

    @ParameterizedTest
    @CsvSource({
        "http://cam/video.mjpg, STREAM",
        "http://cam/, STREAM",
        "http://cam.mov, STREAM",
        "http://cam.mov/x, STREAM",
        "http://cam/clip.mp4/live.ts, STREAM",
        "http://cam/flv?app=bcs&stream=main.bcs, STREAM",
        "http://cam/x.MKV?a=b, FILE",
        "https://cam/media?container=mp4, FILE",
        "https://cam/hls/clip.mp4/index.m3u8, PLAYLIST",
        "http://cam/stream?src=a&type=M3U8, PLAYLIST",
        "http://cam/x#.m3u8, PLAYLIST",
        "rtsp://cam/x.mp4, RTSP",
        "/x, LOCAL"
    })
    void theAddressSaysWhatMayBeRead(String url, Containers expected) throws Exception {
        assertThat(VideoUrl.parse(url).containers()).isEqualTo(expected);
    }

    @Test
    void secretsAreThePasswordAndTheHiddenQueryValues() throws Exception {
        assertThat(VideoUrl.parse("http://joe:p%21w@cam/v?channel=1&token=abc&xyz")
                        .secrets())
                .containsExactlyInAnyOrder("joe:p%21w", "p%21w", "p!w", "abc", "xyz");
    }
}
