package dev.gantry.probes.net;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real nginx: one port without TLS, and one with each certificate. */
final class Nginx implements AutoCloseable {
    private final Peer peer;
    private final int port;
    private final Map<String, Integer> secure;

    private Nginx(Peer peer, int port, Map<String, Integer> secure) {
        this.peer = peer;
        this.port = port;
        this.secure = secure;
    }

    /**
     * Starts one.
     *
     * @param chains file with the chain, by name of the certificate whose key it is, with what
     *     follows a slash cut off
     */
    static Nginx start(Path folder, Certificates certificates, Map<String, Path> chains)
            throws Exception {
        Peer.require("nginx");
        List<Integer> ports = Peer.freePorts(chains.size() + 1);
        int port = ports.getLast();
        Map<String, Integer> secure = new LinkedHashMap<>();
        var servers = new StringBuilder();
        for (Map.Entry<String, Path> each : chains.entrySet()) {
            int one = ports.get(secure.size());
            secure.put(each.getKey(), one);
            servers.append(
                    """
                    server {
                      listen 127.0.0.1:%d ssl;
                      ssl_certificate %s;
                      ssl_certificate_key %s;
                      location / { return 200 "secure"; }
                    }
                    """
                            .formatted(
                                    one,
                                    each.getValue(),
                                    certificates.key(each.getKey().split("/")[0])));
        }
        Files.write(folder.resolve("big"), new byte[100_000]);
        Path config =
                Files.writeString(
                        folder.resolve("nginx.conf"),
                        """
                        daemon off;
                        master_process off;
                        pid %1$s/nginx.pid;
                        error_log stderr;
                        events {}
                        http {
                          access_log off;
                          ssl_protocols TLSv1.2 TLSv1.3;
                          default_type text/plain;
                          client_body_temp_path %1$s/body;
                          proxy_temp_path %1$s/proxy;
                          fastcgi_temp_path %1$s/fastcgi;
                          uwsgi_temp_path %1$s/uwsgi;
                          scgi_temp_path %1$s/scgi;
                          gzip_types application/json;
                          server {
                            listen 127.0.0.1:%2$d;
                            root %1$s;
                            location = /ok { return 200 "all is well"; }
                            location = /busy { return 503 "come back later"; }
                            location = /none { return 404 "nothing here"; }
                            location = /moved { return 302 /ok; }
                            location = /round { return 302 /round; }
                            location = /away { return 302 http://localhost:%2$d/echo; }
                            location = /echo { return 200 "authorization [$http_authorization] method [$request_method]"; }
                            location = /gone { return 444; }
                            location = /behind { proxy_pass http://127.0.0.1:1; }
                            location = /packed {
                              gzip on;
                              gzip_min_length 1;
                              default_type application/json;
                              return 200 '{"state":"up"}';
                            }
                            location = /big { limit_rate 200k; }
                            location = /json {
                              add_header X-Version 7.2;
                              default_type application/json;
                              return 200 '{"state":"up","orders":[{"id":1,"total":9.5},{"id":2,"total":20}],"queue":17}';
                            }
                          }
                          %3$s
                        }
                        """
                                .formatted(folder, port, servers));
        Peer peer =
                Peer.start(
                        folder,
                        port,
                        "nginx",
                        "-c",
                        config.toString(),
                        "-e",
                        "stderr",
                        "-p",
                        folder.toString());
        return new Nginx(peer, port, secure);
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    int port() {
        return port;
    }

    /** {@code host:port} with this certificate. */
    String secure(String certificate) {
        return "localhost:" + secure.get(certificate);
    }

    @Override
    public void close() {
        peer.close();
    }
}
