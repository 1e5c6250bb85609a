"""What must hold: rule packs, the rule language, conformity, and the comparison of schemes.

A pack is data (`pack`); its tests are expressions of a closed language (`language`) over what a study and its result
say (`facts`); checking gives a verdict per requirement with the values that led to it (`conformity`); packs are tested
by their own examples (`testing`); one study under several schemes is compared rule by rule (`comparing`).
"""
