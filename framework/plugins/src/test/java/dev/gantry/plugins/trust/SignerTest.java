package dev.gantry.plugins.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.Signature;
import dev.gantry.tls.Authority;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Whose signature counts. */
class SignerTest extends SigningFixture {

    @BeforeAll
    static void certificates() throws Exception {
        acme.issue("past", "-startdate", "-30d", "-validity", "10")
                .issue("future", "-startdate", "+10d", "-validity", "10")
                .issue("web", "-ext", "eku=serverAuth")
                .issue("small", "-keyalg", "RSA", "-keysize", "1024")
                .issue("lead", "-keyalg", "RSA", "-keysize", "2048");
    }

    @Test
    void trustsTheSignersOwnCertificateAndStoresOfPkcs12() throws Exception {
        Files.delete(trust.resolve("acme.pem"));
        acme.sign(jar, "dev");
        assertTrue(refusal().startsWith("it is signed by CN=dev, for whom conf/trust does not"));
        acme.certificate("dev", trust.resolve("dev.crt"));
        assertTrue(judge().trusted());
        Files.delete(trust.resolve("dev.crt"));
        Files.copy(acme.store(), trust.resolve("all.p12"));
        assertTrue(judge().trusted());
    }

    @Test
    void refusesByDate() throws Exception {
        acme.sign(jar, "past");
        assertTrue(
                refusal().startsWith("the certificate of its signer CN=past expired on "),
                refusal());
        jar(Map.of("a", "b"));
        acme.sign(jar, "future");
        assertTrue(
                refusal().startsWith("the certificate of its signer CN=future is not valid before"),
                refusal());
    }

    @Test
    void whatWasLetInWhileItsCertificateWasValidStays() throws Exception {
        acme.sign(jar, "dev");
        Signature first = judge();
        Instant later = first.until().plus(Duration.ofDays(1));
        assertFalse(
                Signatures.judge(jar, store(), later, f -> Optional.empty()).signature().trusted());
        assertTrue(
                Signatures.judge(
                                jar,
                                store(),
                                later,
                                f -> Optional.of(now).filter(n -> f.equals(first.fingerprint())))
                        .signature()
                        .trusted());
        // however long ago: what was revoked is not
        acme.revoke(trust.resolve("acme.crl"), "dev");
        assertFalse(
                Signatures.judge(jar, store(), later, f -> Optional.of(now)).signature().trusted());
    }

    @Test
    void refusesWhatWasRevoked() throws Exception {
        acme.sign(jar, "dev");
        acme.revoke(trust.resolve("acme.crl"), "past");
        assertTrue(judge().trusted());
        acme.revoke(trust.resolve("acme.crl"), "past", "dev");
        Signatures.Finding finding = Signatures.judge(jar, store(), now, f -> Optional.empty());
        assertTrue(finding.revoked());
        String reason = finding.signature().reason();
        assertTrue(
                reason.startsWith("the certificate of its signer CN=dev was revoked on "), reason);
        assertTrue(
                reason.endsWith(" by conf/trust/acme.crl: sign it again with another one"), reason);
        // also where the signer's own certificate is what is trusted
        acme.certificate("dev", trust.resolve("dev.pem"));
        assertTrue(Signatures.judge(jar, store(), now, f -> Optional.empty()).revoked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"past dev future", "dev past future"})
    void whoWasRevokedIsToldOfSeveral(String signers) throws Exception {
        for (String each : signers.split(" ")) {
            acme.sign(jar, each);
        }
        acme.revoke(trust.resolve("acme.crl"), "dev");
        Signatures.Finding finding = Signatures.judge(jar, store(), now, f -> Optional.empty());
        assertTrue(finding.revoked(), finding.signature().reason());
        assertTrue(finding.signature().reason().contains("CN=dev was revoked on "));
    }

    @Test
    void whoMaySignMayNotIssue() throws Exception {
        acme.issue("under", "-signer", "dev", "-ext", "eku=codeSigning");
        acme.sign(jar, "under");
        Files.delete(trust.resolve("acme.pem"));
        acme.certificate("dev", trust.resolve("dev.pem"));
        assertTrue(refusal().contains("CN=dev, which may not issue any"), refusal());
        acme.certificate("acme", trust.resolve("acme.pem"));
        assertTrue(refusal().contains("CN=dev, which may not issue any"), refusal());
        Files.delete(trust.resolve("dev.pem"));
        assertTrue(refusal().contains("CN=dev, which may not issue any"), refusal());
    }

    @Test
    void aListThatCannotBeReadOrIsForgedLetsNobodyIn() throws Exception {
        acme.sign(jar, "dev");
        Files.writeString(trust.resolve("acme.crl"), "nonsense");
        assertTrue(
                refusal()
                        .startsWith(
                                "nobody can tell whether the certificate of its signer CN=dev was"
                                        + " revoked: conf/trust/acme.crl cannot be read"),
                refusal());
        Files.createDirectory(keys.resolve("forged"));
        new Authority(keys.resolve("forged"), "acme").revoke(trust.resolve("acme.crl"), "acme");
        assertTrue(
                refusal().contains("conf/trust/acme.crl is not signed by the issuer"), refusal());
    }

    @Test
    void refusesWhatIsWeak() throws Exception {
        acme.sign(jar, "lead", "SHA-1");
        assertEquals(
                "it is signed with SHA-1, which is too weak: sign it again with SHA-256 or better",
                refusal());
        jar(Map.of("a", "b"));
        acme.sign(jar, "small");
        assertTrue(
                refusal()
                        .startsWith(
                                "the certificate of its signer CN=small has a RSA key of 1024 bits,"
                                        + " which is too weak"),
                refusal());
    }

    @Test
    void refusesWhatIsForAnotherUse() throws Exception {
        acme.sign(jar, "web");
        assertEquals(
                "the certificate of its signer CN=web is not for signing code: sign it with one"
                        + " that is for code signing",
                refusal());
    }

    @Test
    void refusesWhomNobodyKnows() throws Exception {
        other.sign(jar, "mallory");
        assertTrue(
                refusal()
                        .startsWith(
                                "it is signed by CN=mallory, for whom conf/trust does not vouch:"
                                        + " put that certificate (SHA-256 "),
                refusal());
        Files.delete(trust.resolve("acme.pem"));
        assertTrue(refusal().startsWith("it is signed by CN=mallory"), refusal());
    }

    @Test
    void readsTheFolderAgainWhenItIsChanged() throws Exception {
        TrustFolder folder = new TrustFolder(trust, null, InstantSource.fixed(now));
        TrustStore first = folder.store();
        assertEquals(1, first.trusted().size());
        assertSame(first, folder.store());
        other.certificate("other", trust.resolve("other.pem"));
        TrustStore second = folder.store();
        assertEquals(2, second.trusted().size());
        Files.writeString(trust.resolve("notes.txt"), "not read");
        assertSame(second, folder.store());
        Files.writeString(trust.resolve("bad.pem"), "nonsense");
        assertEquals(2, folder.store().trusted().size());
        assertEquals(1, folder.store().unread().size());
        assertTrue(folder.store().unread().getFirst().startsWith("conf/trust/bad.pem cannot be"));
        Files.delete(trust.resolve("other.pem"));
        assertEquals(1, folder.store().trusted().size());
    }
}
