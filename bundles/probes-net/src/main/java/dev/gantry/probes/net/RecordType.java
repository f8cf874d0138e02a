package dev.gantry.probes.net;

import org.xbill.DNS.Type;

/** Types of DNS records that can be asked for. */
public enum RecordType {
    /** Address of IPv4. */
    A(Type.A),
    /** Address of IPv6. */
    AAAA(Type.AAAA),
    /** Another name. */
    CNAME(Type.CNAME),
    /** Servers for mail. */
    MX(Type.MX),
    /** Name servers. */
    NS(Type.NS),
    /** Text. */
    TXT(Type.TXT),
    /** Who keeps the zone. */
    SOA(Type.SOA),
    /** Where a service is. */
    SRV(Type.SRV),
    /** Name of an address. */
    PTR(Type.PTR),
    /** Who may issue certificates. */
    CAA(Type.CAA),
    /** How a service is reached over HTTPS. */
    HTTPS(Type.HTTPS),
    /** How a service is reached. */
    SVCB(Type.SVCB),
    /** Which certificate a service has. */
    TLSA(Type.TLSA),
    /** Which key signs a zone below. */
    DS(Type.DS),
    /** Keys of a zone. */
    DNSKEY(Type.DNSKEY),
    /** Rules that make a name of another. */
    NAPTR(Type.NAPTR);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    /** As in the registry of IANA. */
    int number() {
        return number;
    }
}
