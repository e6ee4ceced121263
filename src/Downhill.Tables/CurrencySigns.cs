using System.Globalization;

namespace Downhill.Tables;

/// <summary>The signs and words next to an amount: currencies, percent and per mille.</summary>
internal static class CurrencySigns
{
    // Signs of more than one letter, the longer ones first.
    private static readonly string[] Words =
        ["US$", "CA$", "AU$", "NZ$", "HK$", "NT$", "MX$", "R$", "A$", "C$", "S$", "Euro", "euro", "SFr.", "sFr.", "Fr.", "Rs.", "Rs", "kr.",
            "kr", "Kč", "zł", "Ft", "лв.", "лв", "руб.", "руб", "元", "円"];

    // ISO 4217, without ALL, CUP and TOP, which are words before a number more often than currencies.
    private static readonly HashSet<string> Codes =
    [
        .. ("AED AFN AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNH CNY "
            + "COP CRC CVE CZK "
            + "DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD "
            + "JPY KES KGS KHR KMF "
            + "KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
            + "NZD OMR PAB PEN PGK "
            + "PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TRY TTD "
            + "TWD TZS UAH UGX USD "
            + "UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL").Split(' '),
    ];

    /// <summary>The length of a sign at the start of a text; 0 if there is none.</summary>
    public static int AtStart(ReadOnlySpan<char> text)
    {
        foreach (string word in Words)
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
                return word.Length;
        }

        return text.IsEmpty ? 0 : IsSign(text[0]) ? 1 : text.Length > 3 && !char.IsAsciiLetter(text[3]) && IsCode(text[..3]) ? 3 : 0;
    }

    /// <summary>The length of a sign at the end of a text; 0 if there is none.</summary>
    public static int AtEnd(ReadOnlySpan<char> text)
    {
        foreach (string word in Words)
        {
            if (text.EndsWith(word, StringComparison.Ordinal))
                return word.Length;
        }

        return text.IsEmpty ? 0 : IsSign(text[^1]) ? 1 : text.Length > 3 && !char.IsAsciiLetter(text[^4]) && IsCode(text[^3..]) ? 3 : 0;
    }

    private static bool IsSign(char letter) => letter is '%' or '‰' || char.GetUnicodeCategory(letter) == UnicodeCategory.CurrencySymbol;

    private static bool IsCode(ReadOnlySpan<char> letters) => Codes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(letters);
}
