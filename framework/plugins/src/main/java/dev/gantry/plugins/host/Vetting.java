package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.plugins.config.SettingsType;
import dev.gantry.plugins.trust.Signatures;
import dev.gantry.plugins.trust.TrustFolder;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.Signature;
import dev.gantry.spi.store.StoredRevision;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets only those bytes into the framework that the trust policy allows: each time before they are
 * installed, on the private copy. Thread-safe.
 */
final class Vetting {
    private final boolean signedOnly;
    private final NeedsPolicy needs;
    private final TrustFolder folder;
    private final Registry registry;
    private final Vault vault;
    private final InstantSource clock;
    private final Map<String, Signatures.Finding> findings = new ConcurrentHashMap<>();

    /**
     * @param signedOnly whether what no trusted signer signed is refused
     */
    Vetting(
            boolean signedOnly,
            NeedsPolicy needs,
            TrustFolder folder,
            Registry registry,
            Vault vault,
            InstantSource clock) {
        this.signedOnly = signedOnly;
        this.needs = needs;
        this.folder = folder;
        this.registry = registry;
        this.vault = vault;
        this.clock = clock;
    }

    boolean signedOnly() {
        return signedOnly;
    }

    /** Judges a private copy, and refuses it if it may not be installed. */
    void check(String sha256) throws Rejection {
        Signatures.Finding finding = judge(vault.path(sha256), sha256);
        findings.keySet().removeIf(sha -> registry.get(sha).isEmpty());
        findings.put(sha256, finding);
        check(finding.signature());
    }

    /** What there is to say of a JAR that is not, or not yet, on record. */
    Signature look(Path jar, String sha256) {
        return judge(jar, sha256).signature();
    }

    /** Refuses what is not signed as it has to be. */
    void check(Signature signature) throws Rejection {
        if (signedOnly && !signature.trusted()) {
            throw new Rejection(signature.reason(), null, Set.of(Wants.TRUST));
        }
    }

    /** Refuses what needs more than it may. */
    void check(PluginManifest manifest) throws Rejection {
        needs.check(manifest.id(), manifest.needs());
    }

    /**
     * Secrets are handed to those only who say so, and may: a plugin that says nothing of its needs
     * says that it takes secrets by taking them.
     */
    void check(PluginManifest manifest, List<Offering> offerings, Optional<SettingsType> settings)
            throws Rejection {
        Optional<String> taker = DeclaredNeeds.secret(offerings, settings);
        if (taker.isEmpty() || manifest.needs().secrets()) {
            return;
        }
        if (!manifest.needs().equals(Needs.NONE)) {
            throw new Rejection(
                    taker.get()
                            + " a secret, which its @Needs does not have: add secrets = true there");
        }
        needs.check(manifest.id(), new Needs(true, List.of(), List.of(), List.of()));
    }

    private Signatures.Finding judge(Path jar, String sha256) {
        return Signatures.judge(
                jar,
                folder.store(),
                clock.instant(),
                fingerprint ->
                        registry.get(sha256)
                                .flatMap(r -> OffersJson.accepted(r.offers(), fingerprint)));
    }

    /** Judges a private copy anew, for those who look; nothing is refused. */
    Optional<Signatures.Finding> look(StoredRevision revision) {
        String sha256 = revision.sha256();
        if (revision.version() == null || !vault.has(sha256)) {
            findings.remove(sha256);
            return Optional.empty();
        }
        Signatures.Finding finding = judge(vault.path(sha256), sha256);
        findings.put(sha256, finding);
        return Optional.of(finding);
    }

    /** Who signed a revision, as was last found; {@code null} before the first look. */
    Signature signature(String sha256) {
        Signatures.Finding finding = findings.get(sha256);
        return finding == null ? null : finding.signature();
    }

    /** What a revision offers, with who vouched for it and since when, to be put on record. */
    String accepted(String offers, String sha256) {
        Signature signature = signature(sha256);
        if (signature == null || !signature.trusted()) {
            return offers;
        }
        Instant since = before(sha256, signature).orElseGet(clock::instant);
        return OffersJson.signed(offers, signature.fingerprint(), since);
    }

    /** Who signed it, for the history; empty if that is on record. */
    Optional<String> news(String sha256) {
        return Optional.ofNullable(signature(sha256))
                .filter(s -> s.trusted() && before(sha256, s).isEmpty())
                .map(
                        s ->
                                "by "
                                        + s.signer()
                                        + " (certificate with SHA-256 "
                                        + s.fingerprint()
                                        + ")");
    }

    private Optional<Instant> before(String sha256, Signature signature) {
        return registry.get(sha256)
                .flatMap(r -> OffersJson.accepted(r.offers(), signature.fingerprint()));
    }
}
