package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StoredTest {
    private static final String NAME = "1700000000000-sample-x.mgp";
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final byte[] JPEG = "a picture".getBytes(StandardCharsets.US_ASCII);

    private static Optional<Seal> seal(String key) {
        return Optional.of(Seal.of(key, new SecureRandom()));
    }

    private static Stored picture() {
        return new Stored(Stored.json().put("camera", "lobby"), JPEG);
    }

    @Test
    void whatIsWrittenIsReadSealedOrNot() throws DamagedException {
        for (var seal : List.of(Optional.<Seal>empty(), seal(HEX))) {
            var read = Stored.read(picture().write(NAME, seal), NAME, seal);
            assertThat(read.jpeg()).isEqualTo(JPEG);
            assertThat(read.about()).isEqualTo(picture().about());
        }
    }

    @Test
    void nothingOfASealedPictureCanBeRead() {
        var text = new String(picture().write(NAME, seal(HEX)), StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("MGP1").doesNotContain("picture", "lobby");
        assertThat(picture().write(NAME, seal(HEX))).isNotEqualTo(picture().write(NAME, seal(HEX)));
    }

    /** python3 -c "…AESGCM(bytes(range(32))).encrypt(bytes(range(12)), b'a picture', b'name').hex()" */
    @Test
    void itIsWhatOthersCallAesGcm() throws DamagedException {
        var seal = seal(HEX).orElseThrow();
        var sealed = HexFormat.of()
                .parseHex("000102030405060708090a0b" + "2622a672a691b769e81de06ddcc54e90f97b67fb86e76e8401");
        assertThat(seal.open(sealed, "name".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(JPEG);
    }

    @Test
    void theKeyIsHexOrBase64AndNothingElse() {
        var base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(HEX));
        assertThat(Seal.of(base64, new SecureRandom()).id())
                .isEqualTo(seal(HEX).orElseThrow().id());
        for (var wrong : List.of("secret", HEX.substring(2), base64.substring(4), "zz" + HEX.substring(2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> seal(wrong))
                    .withMessageStartingWith("pictures.key: expected 32 bytes")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(wrong));
        }
    }

    private static void refused(byte[] file, String name, Optional<Seal> seal, String why) {
        assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> Stored.read(file, name, seal))
                .withMessage(why);
    }

    @Test
    void anotherKeyNoKeyAndAnotherNameAreSaid() {
        var file = picture().write(NAME, seal(HEX));
        refused(file, NAME, Optional.empty(), "it is sealed, and pictures.key is not set");
        refused(file, NAME, seal(HEX.replace('0', '1')), "it is sealed with another key than pictures.key");
        refused(file, "other.mgp", seal(HEX), "it was changed or renamed since it was sealed");
        refused(new byte[3], NAME, seal(HEX), "it is no stored picture");
    }

    @Property(tries = 300)
    void aChangedOrCutFileIsNeverTakenForAPicture(@ForAll @IntRange(max = 70) int at, @ForAll boolean cut) {
        var file = picture().write(NAME, seal(HEX));
        int where = Math.min(at, file.length - 1);
        byte[] broken = cut ? Arrays.copyOf(file, where) : file.clone();
        if (!cut) {
            broken[where] ^= 1;
        }
        assertThatExceptionOfType(DamagedException.class).isThrownBy(() -> Stored.read(broken, NAME, seal(HEX)));
    }

    @Property(tries = 300)
    void aCutFileThatIsNotSealedIsNoReasonToFall(@ForAll @IntRange(max = 40) int length) {
        var file = Arrays.copyOf(picture().write(NAME, Optional.empty()), length);
        try {
            Stored.read(file, NAME, Optional.empty());
        } catch (DamagedException e) {
            assertThat(e.getMessage()).startsWith("it is ");
        }
    }
}
