using System.Security.Cryptography;
using System.Text;

namespace Connector.Sandbox;

/// <summary>A picture of fells before a sky, drawn from a name: its hash decides the colours, the light, the sun's place and the lines of the hills.</summary>
internal static class Landscape
{
    /// <summary>Pixels a side: TikTok's catalogs want 500 and more, its shops 300 and more; square is how shops show them.</summary>
    public const int Side = 640;

    private const int SkyShades = 6;
    private const int Sun = SkyShades;
    private const int Hills = 4;

    public static byte[] Of(string name)
    {
        var dice = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        var skyline = Enumerable.Range(0, Hills).Select(hill => Skyline(hill, dice)).ToArray();
        var (sunX, sunY, sunR) = (Side * (40 + dice[2]) / 335, 90 + (dice[3] * 110 / 255), 34 + (dice[4] * 40 / 255));
        return PngFile.Write(Side, Side, Colours(dice), (x, y) =>
        {
            for (var hill = Hills - 1; hill >= 0; hill--)
            {
                if (y >= skyline[hill][x]) return SkyShades + 1 + hill;
            }

            return ((x - sunX) * (x - sunX)) + ((y - sunY) * (y - sunY)) <= sunR * sunR ? Sun : Math.Min(SkyShades - 1, y * SkyShades / (Side * 2 / 3));
        });
    }

    /// <summary>For each column the height at which a hill begins; the higher its number, the nearer it is.</summary>
    private static int[] Skyline(int hill, byte[] dice)
    {
        var (phase, fold, height) = (dice[8 + hill] / 40.0, 0.8 + (dice[12 + hill] / 170.0), 22 + (dice[16 + hill] / 5.0));
        return [.. Enumerable.Range(0, Side).Select(x =>
        {
            var at = x * Math.Tau / Side;
            return (Side * (48 + (13 * hill)) / 100) + (int)((height * Math.Sin((at * fold) + phase)) + (height / 3 * Math.Sin((at * fold * 2.7) + (phase * 3))));
        })];
    }

    private static (byte Red, byte Green, byte Blue)[] Colours(byte[] dice)
    {
        var (hue, sky) = (((dice[0] << 8) | dice[1]) * 360.0 / 65_536, dice[5] * 360.0 / 256);
        return
        [
            .. Enumerable.Range(0, SkyShades).Select(shade => Colour(sky, 0.35, 0.72 + (shade * 0.04))),
            Colour(45, 0.9, 0.85),
            .. Enumerable.Range(0, Hills).Select(hill => Colour(hue + (hill * 9), 0.30 + (hill * 0.06), 0.66 - (hill * 0.14))),
        ];
    }

    /// <summary>From hue in degrees, saturation and lightness of 0 to 1.</summary>
    private static (byte, byte, byte) Colour(double hue, double saturation, double lightness)
    {
        var width = saturation * Math.Min(lightness, 1 - lightness);
        byte Part(int from)
        {
            var k = (from + (hue / 30)) % 12;
            return (byte)Math.Round(255 * (lightness - (width * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)))));
        }

        return (Part(0), Part(8), Part(4));
    }
}
