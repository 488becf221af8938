using System.Text;

namespace Connector.Sandbox;

/// <summary>
/// The words of one language, commonest first: some hundred of the trade, then some thousand that are made up from the language's syllables.
/// Drawn by Zipf's law, as words of real texts are: the second half as often as the first, the tenth a tenth.
/// </summary>
internal sealed class Vocabulary
{
    private const int MadeUp = 3000;
    private const int Phrases = 4000;
    private readonly string[] _words;
    private readonly string[] _joints;
    private readonly ZipfLaw _wordLaw;
    private readonly ZipfLaw _phraseLaw = new(Phrases);
    private readonly string[] _phrases;

    private Vocabulary(string words, string joints, string syllables, ulong seed)
    {
        var throws = new Throws(seed);
        _joints = joints.Split('|');
        _words = [.. words.Split(' ').Concat(Made(syllables.Split(' '), throws)).Distinct()];
        _wordLaw = new ZipfLaw(_words.Length);
        _phrases = new string[Phrases];
        for (var at = 0; at < Phrases; at++)
        {
            _phrases[at] = Phrase(ref throws);
        }
    }

    public static Vocabulary English(Dice dice) => new(EnglishWords, EnglishJoints, EnglishSyllables, dice.Of(Draw.Phrases, 0));

    public static Vocabulary French(Dice dice) => new(FrenchWords, FrenchJoints, FrenchSyllables, dice.Of(Draw.Phrases, 1));

    public string Word(ref Throws throws) => _words[_wordLaw.Draw(ref throws)];

    /// <summary>A sentence of a few phrases, mostly ones that other texts use as well, as a shop's writers do.</summary>
    public void Sentence(StringBuilder into, ref Throws throws)
    {
        var start = into.Length;
        var phrases = 2 + throws.Below(3);
        for (var at = 0; at < phrases; at++)
        {
            if (at > 0)
            {
                into.Append(at == phrases - 1 ? _joints[throws.Below(4)] : ", ");
            }

            into.Append(throws.Below(16) == 0 ? Phrase(ref throws) : Known(ref throws));
        }

        into[start] = char.ToUpperInvariant(into[start]);
        into.Append('.');
    }

    /// <summary>A phrase as it stands in a list.</summary>
    public string Known(ref Throws throws) => _phrases[_phraseLaw.Draw(ref throws)];

    private string Phrase(ref Throws throws)
    {
        var words = 2 + throws.Below(4);
        var text = new StringBuilder(Word(ref throws));
        for (var at = 1; at < words; at++)
        {
            text.Append(throws.Below(3) == 0 ? _joints[throws.Below(_joints.Length)] : " ").Append(Word(ref throws));
        }

        return text.ToString();
    }

    private static IEnumerable<string> Made(string[] syllables, Throws throws)
    {
        for (var at = 0; at < MadeUp; at++)
        {
            var word = new StringBuilder();
            for (var left = 2 + throws.Below(2); left > 0; left--)
            {
                word.Append(syllables[throws.Below(syllables.Length)]);
            }

            yield return word.ToString();
        }
    }

    /// <summary>The first four join phrases; all of them join words.</summary>
    private const string EnglishJoints = " and | with | for | so that | of | in | by the | on a | from the | &amp; | without | as | that | under |&nbsp;mm ";

    private const string FrenchJoints = " et | avec | pour | afin que | de | dans | par la | sur un | des | &amp; | sans | comme | qui | sous |&nbsp;: ";

    private const string EnglishWords =
        "the soft made warm light cut fabric colour pocket day fit new lined wool two seam cotton long dry every water back sleeve collar side zip hand "
        + "waist hem easy natural knitted woven small front high button care weight summer winter walk rain wind comfortable shape shoulder hood brushed recycled "
        + "organic strong seamless pattern season favourite classic relaxed slim wide leg ankle heel sole leather strap lining padding insulated breathable "
        + "washed dyed printed striped checked plain simple quiet clean fine heavy mid-weight stretch elastic drawstring adjustable removable reinforced double "
        + "stitched finished hidden inner outer left right room space bottle table bed window floor corner evening morning weekend travel city coast hill path "
        + "garden kitchen office school party gift box year mill family workshop village craft care repair reuse last wear layer under over jumper shirt jacket "
        + "trousers dress scarf hat glove boot shoe bag belt blanket cover rug curtain vase strap buckle clasp loop label thread yarn fleece down shell membrane "
        + "coating finish texture grain glaze handle base lid neck mouth rim foot edge border fringe fold pleat dart yoke placket cuff vent gusset panel";

    private const string FrenchWords =
        "la douce coupe chaude légère tissu couleur poche journée tombé nouvelle doublure laine deux couture coton longue sèche chaque eau dos manche col côté "
        + "fermeture main taille ourlet facile naturelle tricotée tissée petite devant haute bouton entretien poids été hiver marche pluie vent confortable forme "
        + "épaule capuche brossée recyclée biologique solide motif saison préférée classique ample ajustée large jambe cheville talon semelle cuir bride rembourrage "
        + "isolée respirante lavée teinte imprimée rayée carreaux unie simple discrète nette fine lourde souple élastique cordon réglable amovible renforcée double "
        + "piquée finie cachée intérieure extérieure gauche droite place bouteille table lit fenêtre sol coin soirée matinée week-end voyage ville côte colline "
        + "sentier jardin cuisine bureau école fête cadeau boîte année filature famille atelier village savoir-faire soin réparation durer porter couche dessous dessus "
        + "pull chemise veste pantalon robe écharpe chapeau gant bottine chaussure sac ceinture couverture housse tapis rideau vase boucle fermoir passant étiquette fil "
        + "polaire duvet coque membrane enduction finition texture grain émail poignée socle couvercle goulot bord pied lisière bordure frange pli pince empiècement poignet";

    private const string EnglishSyllables =
        "ba ber bick brad by cam car ches cliff com con cor cren dal den der don dow ed el en er fal fen fer field ford gar glen grain ham har hel hol ing ken kirk lan len ley lin lock lor "
        + "low mar mel mer min mor nes ning nor oak or pen per ple pres ran rel ren rick ridge ris rock ros row san ser shel sil sten ster stow sum tal tar ten ter thorn tin ton tor tre ven ver wal wer wick win wood";

    private const string FrenchSyllables =
        "ba bel ber bois bou bri cha char che clai cor cou dan de du eau el en er fa fé fleur fon gan ge gra gué ha il jar ju la le lé lin lo lu mai mar mé mi mon mou na ne né no ou pa pé pier pin plu por pré "
        + "qui ra re ré rie ro ru sa sè sen si so su ta té ter ti ton tou tre val ve vé vi vil voi za";
}
