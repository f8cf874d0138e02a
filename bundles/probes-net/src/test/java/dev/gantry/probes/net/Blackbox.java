package dev.gantry.probes.net;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's blackbox exporter in a process of its own: what another probe says of a target. */
final class Blackbox implements AutoCloseable {
    private static final Pattern SAMPLE =
            Pattern.compile("^(probe_\\w+)(?:\\{phase=\"(\\w+)\"\\})? (\\S+)$", Pattern.MULTILINE);

    private final Peer peer;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private Blackbox(Peer peer, int port) {
        this.peer = peer;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param root file of the certificate that it trusts
     */
    static Blackbox start(Path folder, Path root) throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("blackbox.yml"),
                        """
                        modules:
                          http:
                            prober: http
                            timeout: 2s
                            http:
                              preferred_ip_protocol: ip4
                              valid_http_versions: ["HTTP/1.0", "HTTP/1.1"]
                              enable_http2: false
                              tls_config:
                                ca_file: %1$s
                          http_regex:
                            prober: http
                            timeout: 2s
                            http:
                              preferred_ip_protocol: ip4
                              fail_if_body_not_matches_regexp: ["all is well"]
                          tcp:
                            prober: tcp
                            timeout: 2s
                            tcp:
                              preferred_ip_protocol: ip4
                          tcp_answer:
                            prober: tcp
                            timeout: 2s
                            tcp:
                              preferred_ip_protocol: ip4
                              query_response:
                                - send: "PING"
                                - expect: "^PONG"
                          tls:
                            prober: tcp
                            timeout: 2s
                            tcp:
                              preferred_ip_protocol: ip4
                              tls: true
                              tls_config:
                                ca_file: %1$s
                          dns:
                            prober: dns
                            timeout: 2s
                            dns:
                              preferred_ip_protocol: ip4
                              query_name: www.acme.test
                              query_type: A
                              valid_rcodes: [NOERROR]
                              validate_answer_rrs:
                                fail_if_none_matches_regexp: ["192\\\\.0\\\\.2\\\\.1"]
                          dns_none:
                            prober: dns
                            timeout: 2s
                            dns:
                              preferred_ip_protocol: ip4
                              query_name: none.acme.test
                              query_type: A
                              valid_rcodes: [NOERROR]
                          icmp:
                            prober: icmp
                            timeout: 2s
                            icmp:
                              preferred_ip_protocol: ip4
                        """
                                .formatted(root));
        int port = Peer.freePort();
        Peer peer =
                Peer.start(
                        folder,
                        port,
                        "prometheus-blackbox-exporter",
                        "--config.file=" + config,
                        "--web.listen-address=127.0.0.1:" + port);
        return new Blackbox(peer, port);
    }

    /** Its samples by name, those of a phase by {@code name:phase}. */
    Map<String, Double> probe(String module, String target) throws Exception {
        URI uri =
                URI.create(
                        "http://127.0.0.1:%d/probe?module=%s&target=%s"
                                .formatted(
                                        port,
                                        module,
                                        URLEncoder.encode(target, StandardCharsets.UTF_8)));
        String text =
                client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        Map<String, Double> samples = new HashMap<>();
        for (Matcher each = SAMPLE.matcher(text); each.find(); ) {
            String name =
                    each.group(2) == null ? each.group(1) : each.group(1) + ":" + each.group(2);
            samples.put(name, Double.valueOf(each.group(3)));
        }
        if (!samples.containsKey("probe_success")) {
            throw new AssertionError("no probe of " + target + ":\n" + text);
        }
        return samples;
    }

    @Override
    public void close() {
        client.close();
        peer.close();
    }
}
