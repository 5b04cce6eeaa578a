"""The phrases that may mean danger, by what they may mean. Wide on purpose: a person reads everything anyway (S1, S4).

Each phrase is plain words in order; up to two other words may stand between them, and small spelling slips are allowed.
Raise VERSION with every change: it is logged with each flag. The Polish, Punjabi and Urdu rows await a native reader.
"""

VERSION = "2026-11.2"

# Short forms that children type, and what they mean; repeated letters are written once.
SHORT = {
    "2": "to",
    "4": "for",
    "b": "be",
    "u": "you",
    "dnt": "dont",
    "meself": "myself",
    "mi": "my",
    "pls": "please",
    "plz": "please",
    "wan": "wana",
    "wonna": "wana",
}


def _rows(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


PHRASES: dict[str, tuple[str, ...]] = {
    "self_harm": _rows("""
        kill myself | kms | end my life | want to die | wanna die | wish i was dead | wish i were dead |
        dont want to live | dont want to be here anymore | dont want to be alive | suicide | suicidal |
        hurt myself | hurting myself | cut myself | cutting myself | harm myself | self harm | self harmed |
        self harming | unalive | took an overdose | take an overdose | better off dead | no point living |
        end it all | kll myself | kill self | hurt self | cut self | killing myself | ending my life |
        take my own life | taking my own life | wish i wasnt alive | wish i wasnt here | wish i was never born |
        be here no more | wanna be here anymore | hate my life | suiside | sewerslide | slit my wrists |
        cut my arms | cutting my arms | cut my wrists | im cutting | i cut | hang myself | burn myself |
        starve myself | starving myself | overdosed | took too many pills | take all my pills |
        took loads of tablets | jump off a bridge | rather be dead | nobody would miss me | no reason to live |
        cant go on | cant do this anymore | chcę się zabić | chcę umrzeć | nie chcę żyć | tnę się |
        ਮਰਨਾ ਚਾਹੁੰਦਾ | ਮਰਨਾ ਚਾਹੁੰਦੀ | خودکشی | مرنا چاہتا | مرنا چاہتی
    """),
    "harm": _rows("""
        hit me | hits me | hitting me | beats me | beat me | beating me | punched me | punches me | kicked me |
        kicks me | slapped me | slaps me | strangled me | choked me | burned me | burnt me | hurts me |
        hurting me | hurt me | pushed me down | threw me against | threw me down | broke my arm | bruises |
        locked me in | lock me in | tied me up | hit my sister | hit my brother | hits my sister |
        hits my brother | hitting my sister | hitting my brother | hit my mum | hit my mom | hits my mum |
        hits my mom | hitting my mum | hitting my mom | hits us | hit us | beats us | hurts us | smack me |
        smacks me | smacked me | belts me | spat at me | grabbed me | grabs me | dragged me | pushed me |
        pushes me | shoved me | throws things at me | pulled my hair | pulls my hair | strangles me |
        chokes me | burns me | whips me | whipped me | bruise | black eye | abuse | abused | abusive |
        shut me in | locks me in | locked in my room | bije mnie | uderzył mnie | uderzyła mnie | ਮੈਨੂੰ ਮਾਰਦਾ |
        ਮੈਨੂੰ ਮਾਰਦੀ | ਮੈਨੂੰ ਮਾਰਦੇ | مجھے مارتا | مجھے مارتی | مجھے مارتے
    """),
    "sexual": _rows("""
        touches me | touched me | touching me | tuches me | touch my private | my private parts | raped | rape |
        made me have sex | sexually | wants nudes | asked for nudes | send nudes | took pictures of me naked |
        comes into my bed | gets into my bed | kissed me | groomed | grooming | molested | toches me |
        tuched me | tuching me | touched my bum | touched my private | touched my boobs | touches my bum |
        touched my leg | kisses me | kiss me | im pregnant | i am pregnant | makes me have sex |
        had sex with me | sexual | sent me nudes | nude pictures | naked pictures | naked photos |
        pictures of me undressed | watches me shower | watches me in the shower | made me undress |
        makes me undress | made me take my clothes off | private parts | put his hand on | put his hands on |
        flashed me | meet him alone | raping | fingered me | abused me | abuses me | abusing me | dotyka mnie |
        zgwałcił
    """),
    "threat": _rows("""
        going to kill me | gonna kill me | kill me | has a knife | got a knife | has a gun | threatened me |
        threatens me | threatening me | going to hurt me | gonna hurt me | make me pay for telling | kill us |
        kill my mum | kill my mom | has knives | got a gun | going to stab | gonna stab | stab me | stabbed |
        shoot me | threatened to | smash my face | i will kill | gonna kill him | gonna kill her |
        going to kill him | going to kill her | want to kill him | want to kill her | zabije mnie
    """),
    "not_safe": _rows("""
        not safe | dont feel safe | do not feel safe | unsafe | in danger | scared to go home |
        afraid to go home | scared to go back | scared of him | scared of her | scared of them | frightened of |
        terrified of | help me please | please help me | im scared | i am scared | feel save |
        not feeling safe | dont feel ok at home | scared to be here | scared at home | scared of my |
        afraid of him | afraid of her | afraid of my | frightened to go | scared to go | i need help now |
        need help now | save me from | get me out of here | please get me out | someone help me |
        domestic violence | they fight every night | im not ok | i am not ok | nie jestem bezpieczna |
        nie jestem bezpieczny | boję się | ਮੈਨੂੰ ਡਰ | ਸੁਰੱਖਿਅਤ ਨਹੀਂ | مجھے ڈر | محفوظ نہیں
    """),
    "missing": _rows("""
        ran away | running away | run away | sleeping rough | sleeping outside | nowhere to sleep |
        nowhere to go | kicked me out | kicked out | homeless | living on the street | gone missing |
        went missing | slept outside | sleep outside | slept in the park | sleep in the park |
        slept on the street | sleep on the street | slept in the car | threw me out | thrown out |
        nowhere to live | sofa surfing
    """),
    "neglect": _rows("""
        no food | nothing to eat | starving | so hungry | wont feed me | dont feed me | doesnt feed me |
        not been fed | no heating | left alone all night | left me alone all night | wont let me out |
        no clean clothes | no one feeds me | nobody feeds me | doesnt give me food | dont give me food |
        wont give me food | wont let me eat | not allowed to eat | not allowed food | havent eaten | hasnt fed |
        not eaten | im hungry | always hungry | no dinner | no electric | no hot water | no bed |
        sleep on the floor | left on my own | leaves me on my own | home alone | no medicine |
        wont let me see a doctor | drunk every
    """),
    "exploited": _rows("""
        sell drugs | selling drugs | deal drugs | county lines | carry drugs | carry a knife for |
        owe them money | older man buys me | forced marriage | make me marry | making me marry |
        marry someone i dont | fgm | take me abroad to marry | run drugs | running drugs | drop drugs |
        make me carry | makes me carry | make me steal | makes me steal | trap house | going cunch | cuckooed |
        gang | make me sell | makes me sell | wont give my passport | married abroad | arranged marriage |
        cut down there | older boyfriend
    """),
    "worker": _rows("""
        worker hit me | staff hit me | staff restrained me | restrained me | worker touched me |
        staff touched me | worker messages me at night | keep it a secret | our secret | told me not to tell |
        dont tell anyone | not allowed to tell | worker hits me | worker kissed me | worker kisses me |
        staff hits me | carer hit me | carer hits me | foster dad hit | foster mum hit | staff hurt me |
        worker hurt me | held me down | pinned me down | restrain me | restraining me |
        worker texts me at night | worker messages me on snapchat | worker snapchat | worker asked me out |
        teacher touched me | worker smelled of alcohol | worker was drunk | staff was drunk | keep it secret |
        keep this secret | said not to tell | told me not to say | not to tell anyone | never tell anyone
    """),
}
